import Autograd

// `"{} of {1:.2f}".format(…)`

extension Machine {
  func braceFormat(_ format: String, _ positional: [Value], _ named: [(String, Value)]) throws
    -> String
  {
    var next = 0
    return try braceFormat(Array(format.unicodeScalars), positional, named, &next, depth: 2)
  }

  private func braceFormat(
    _ format: [Unicode.Scalar], _ positional: [Value], _ named: [(String, Value)],
    _ next: inout Int, depth: Int
  ) throws -> String {
    if depth < 0 { throw LoopError.value("Max string recursion exceeded") }
    var result = ""
    var index = 0
    while index < format.count {
      let character = format[index]
      index += 1
      guard character == "{" || character == "}" else {
        result.unicodeScalars.append(character)
        continue
      }
      if index < format.count, format[index] == character {
        result.unicodeScalars.append(character)
        index += 1
        continue
      }
      if character == "}" {
        throw LoopError.value("Single '}' encountered in format string")
      }
      var level = 1
      let start = index
      while index < format.count, level > 0 {
        if format[index] == "{" { level += 1 }
        if format[index] == "}" { level -= 1 }
        index += 1
      }
      if level > 0 {
        throw LoopError.value(
          start == format.count
            ? "Single '{' encountered in format string" : "expected '}' before end of string")
      }
      result += try field(Array(format[start..<(index - 1)]), positional, named, &next, depth)
      try allocate(result.utf8.count)
    }
    return result
  }

  private func field(
    _ field: [Unicode.Scalar], _ positional: [Value], _ named: [(String, Value)],
    _ next: inout Int, _ depth: Int
  ) throws -> String {
    var name = field[...]
    var (conversion, spec): (Unicode.Scalar?, [Unicode.Scalar]) = (nil, [])
    if let colon = Self.outsideBrackets(":", field) {
      name = field[..<colon]
      spec = Array(field[(colon + 1)...])
    }
    if let mark = name.firstIndex(of: "!") {
      guard mark + 2 == name.endIndex else {
        throw LoopError.value(
          mark + 1 == name.endIndex
            ? "unmatched '{' in format spec" : "expected ':' after conversion specifier")
      }
      conversion = name[mark + 1]
      name = name[..<mark]
    }
    var value = try lookUp(String(String.UnicodeScalarView(name)), positional, named, &next)
    switch conversion {
    case nil: break
    case "r": value = .text(try representation(value))
    case "s": value = .text(try text(value))
    case "a": value = .text(StringText.ascii(try representation(value)))
    case .some(let letter): throw LoopError.value("Unknown conversion specifier '\(letter)'")
    }
    let inner = try braceFormat(spec, positional, named, &next, depth: depth - 1)
    return try formatted(value, inner)
  }

  private static func outsideBrackets(_ wanted: Unicode.Scalar, _ field: [Unicode.Scalar]) -> Int? {
    var depth = 0
    for (index, character) in field.enumerated() {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if character == wanted, depth <= 0 { return index }
    }
    return nil
  }

  /// `0`, `name`, `name.attribute`, `0[key]`
  private func lookUp(
    _ path: String, _ positional: [Value], _ named: [(String, Value)], _ next: inout Int
  ) throws -> Value {
    let first = path.prefix { $0 != "." && $0 != "[" }
    var value: Value
    if first.isEmpty || Int(first) != nil {
      if first.isEmpty, next < 0 {
        throw LoopError.value(
          "cannot switch from manual field specification to automatic field numbering")
      }
      if !first.isEmpty, next > 0 {
        throw LoopError.value(
          "cannot switch from automatic field numbering to manual field specification")
      }
      let place = Int(first) ?? next
      next = first.isEmpty ? next + 1 : -1
      guard place >= 0, place < positional.count else {
        throw LoopError.index("Replacement index \(place) out of range for positional args tuple")
      }
      value = positional[place]
    } else {
      guard let found = named.first(where: { $0.0 == first }) else {
        throw LoopError("KeyError", StringText.quoted(String(first)))
      }
      value = found.1
    }
    var rest = path.dropFirst(first.count)
    while let mark = rest.first {
      rest = rest.dropFirst()
      if mark == "." {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        if name.isEmpty { throw LoopError.value("Empty attribute in format string") }
        value = try attribute(value, String(name))
        rest = rest.dropFirst(name.count)
      } else {
        let key = rest.prefix { $0 != "]" }
        guard key.count < rest.count else {
          throw LoopError.value("expected '}' before end of string")
        }
        value = try item(value, Int(key).map { .int($0) } ?? .text(String(key)))
        rest = rest.dropFirst(key.count + 1)
        if let mark = rest.first, mark != ".", mark != "[" {
          throw LoopError.value("Only '.' or '[' may follow ']' in format field specifier")
        }
      }
    }
    return value
  }
}
