import Autograd

// Python's `str` and `repr`.

extension Machine {
  /// Python's `str`.
  func text(_ value: Value) throws -> String {
    switch value {
    case .string(let text): return text.text
    case .object(let object): return try object.text(self)
    default: return try representation(value)
    }
  }

  /// Python's `repr`.
  func representation(_ value: Value) throws -> String {
    var writer = Writer(self)
    try writer.write(value)
    return writer.text
  }

  /// Writes nested values, with `...` for those that hold themselves, up to the memory allowed.
  private struct Writer {
    let machine: Machine
    var text = ""
    private var open: [ObjectIdentifier] = []

    init(_ machine: Machine) { self.machine = machine }

    mutating func write(_ value: Value) throws {
      switch value {
      case .unbound, .none: text += "None"
      case .bool(let value): text += value ? "True" : "False"
      case .int(let value): text += "\(value)"
      case .float(let value): text += FloatText.shortest(value)
      case .string(let value): text += StringText.quoted(value.text)
      case .tensor(let tensor): text += tensor.description
      case .dtype(let dtype): text += dtype.description
      case .ellipsis: text += "Ellipsis"
      case .list(let list):
        try inside(ObjectIdentifier(list), "[...]") { try $0.write(list.items, "[", "]") }
      case .tuple(let tuple):
        try inside(ObjectIdentifier(tuple), "(...)") { try $0.write(tuple) }
      case .dict(let dict):
        try inside(ObjectIdentifier(dict), "{...}") { writer in
          writer.text += "{"
          for (index, entry) in dict.all.enumerated() {
            if index > 0 { writer.text += ", " }
            try writer.write(entry.name)
            writer.text += ": "
            try writer.write(entry.value)
          }
          writer.text += "}"
        }
      case .set(let set):
        if set.count == 0 {
          text += "set()"
        } else {
          try write(set.values, "{", "}")
        }
      case .object(let object): text += try object.representation(machine)
      }
      if text.utf8.count > 1 << 16 { try machine.allocate(text.utf8.count) }
    }

    private mutating func inside(
      _ object: ObjectIdentifier, _ again: String, _ body: (inout Writer) throws -> Void
    ) throws {
      if open.contains(object) {
        text += again
        return
      }
      open.append(object)
      try machine.nested { try body(&self) }
      open.removeLast()
    }

    private mutating func write(_ items: [Value], _ start: String, _ end: String) throws {
      text += start
      for (index, item) in items.enumerated() {
        try machine.tick()
        if index > 0 { text += ", " }
        try write(item)
      }
      text += end
    }

    private mutating func write(_ tuple: TupleObject) throws {
      switch tuple.kind {
      case .plain: try write(tuple.items, "(", tuple.items.count == 1 ? ",)" : ")")
      case .size: try write(tuple.items, "torch.Size([", "])")
      case .named(let name, let fields):
        text += name + "(\n"
        for (index, item) in tuple.items.enumerated() {
          if index > 0 { text += ",\n" }
          text += (index < fields.count ? fields[index] : "") + "="
          try write(item)
        }
        text += ")"
      }
    }
  }
}

/// Strings as `repr` shows them.
enum StringText {
  static func quoted(_ text: String) -> String {
    let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "'" where quote == "'": result += "\\'"
      case _ where scalar.value < 32 || scalar.value == 127: result += "\\x" + hex(scalar.value, 2)
      case _ where scalar.value < 127: result.unicodeScalars.append(scalar)
      case _ where scalar.properties.generalCategory.isPrintable:
        result.unicodeScalars.append(scalar)
      case _ where scalar.value < 256: result += "\\x" + hex(scalar.value, 2)
      case _ where scalar.value < 65536: result += "\\u" + hex(scalar.value, 4)
      default: result += "\\U" + hex(scalar.value, 8)
      }
    }
    return result + String(quote)
  }

  /// As `ascii` shows them.
  static func ascii(_ quoted: String) -> String {
    var result = ""
    for scalar in quoted.unicodeScalars {
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
      } else if scalar.value < 256 {
        result += "\\x" + hex(scalar.value, 2)
      } else if scalar.value < 65536 {
        result += "\\u" + hex(scalar.value, 4)
      } else {
        result += "\\U" + hex(scalar.value, 8)
      }
    }
    return result
  }

  private static func hex(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }
}
