extension Library {
  static let string = Table("str") { t in
    t.leftOut("encode") { _ in "bytes, which encode() would give" }
    cases(&t)
    searching(&t)
    shaping(&t)
    t.value("format", "self, *args, **", .string) { a in
      let named = a.layout.keywords.enumerated().map {
        ($1, a.base[a.layout.positional + $0])
      }
      return .text(try a.machine.braceFormat(a.string(0), a.star, named))
    }
    t.string("join", "self, iterable") { a in
      let separator = try a.string(0)
      var result = ""
      for (index, item) in try a.machine.items(of: a[1]).enumerated() {
        guard case .string(let word) = item else {
          throw LoopError.type(
            "sequence item \(index): expected str instance, \(item.typeName) found")
        }
        if index > 0 { result += separator }
        result += word.text
        try a.machine.allocate(result.utf8.count)
      }
      return result
    }
  }

  private static func cases(_ t: inout TableBuilder) {
    t.string("lower", "self") { try $0.string(0).lowercased() }
    t.string("upper", "self") { try $0.string(0).uppercased() }
    t.string("casefold", "self") { try $0.string(0).lowercased() }
    t.string("capitalize", "self") { a in
      let text = try a.string(0)
      return text.prefix(1).uppercased() + text.dropFirst().lowercased()
    }
    t.string("title", "self") { a in
      var (result, isInside) = ("", false)
      for character in try a.string(0) {
        result += isInside ? character.lowercased() : character.uppercased()
        isInside = character.isLetter
      }
      return result
    }
    t.string("swapcase", "self") { a in
      try a.string(0).map { $0.isUppercase ? $0.lowercased() : $0.uppercased() }.joined()
    }
    t.bool("isdigit", "self") { try $0.all { $0.properties.numericType == .decimal } }
    t.bool("isdecimal", "self") { try $0.all { $0.properties.numericType == .decimal } }
    t.bool("isnumeric", "self") { try $0.all { $0.properties.numericType != nil } }
    t.bool("isalpha", "self") { try $0.all { $0.properties.isAlphabetic } }
    t.bool("isalnum", "self") {
      try $0.all { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
    t.bool("isspace", "self") { try $0.all { $0.properties.isWhitespace } }
    t.bool("isupper", "self") { a in
      let text = try a.string(0)
      return text == text.uppercased() && text != text.lowercased()
    }
    t.bool("islower", "self") { a in
      let text = try a.string(0)
      return text == text.lowercased() && text != text.uppercased()
    }
    t.bool("isidentifier", "self") { a in
      let scalars = Array(try a.string(0).unicodeScalars)
      return scalars.first.map(isNameStart) == true && scalars.allSatisfy(isNamePart)
    }
  }

  // MARK: - Searching

  private static func searching(_ t: inout TableBuilder) {
    t.bool("startswith", "self, prefix") { a in
      try a.anyOf(1, "startswith") { text, part in text.starts(with: part) }
    }
    t.bool("endswith", "self, suffix") { a in
      try a.anyOf(1, "endswith") { text, part in text.reversed().starts(with: part.reversed()) }
    }
    t.int("find", "self, sub, start=0") { a in
      Text.find(try a.scalars(1), in: try a.scalars(0), from: try a.start(2)) ?? -1
    }
    t.int("rfind", "self, sub") { a in
      Text.findLast(try a.scalars(1), in: try a.scalars(0)) ?? -1
    }
    t.int("index", "self, sub, start=0") { a in
      guard let place = Text.find(try a.scalars(1), in: try a.scalars(0), from: try a.start(2))
      else {
        throw LoopError.value("substring not found")
      }
      return place
    }
    t.int("count", "self, sub") { a in
      let (text, part) = (try a.scalars(0), try a.scalars(1))
      return part.isEmpty ? text.count + 1 : Text.split(text, by: part).count - 1
    }
    t.string("replace", "self, old, new, count=-1") { a in
      let (text, old, new) = (try a.scalars(0), try a.scalars(1), try a.scalars(2))
      let most = try a.int(3)
      guard !old.isEmpty else {
        var result = new
        for (index, character) in text.enumerated() {
          result.append(character)
          if most < 0 || index + 1 < most { result += new }
          try a.machine.allocate(result.count)
        }
        return StringObject(most == 0 ? text : result).text
      }
      let pieces = Text.split(text, by: old, limit: most < 0 ? nil : most)
      let (extra, overflow) = new.count.multipliedReportingOverflow(by: pieces.count)
      if overflow { throw LoopError.memory }
      try a.machine.allocate(text.count + extra)
      return StringObject(pieces.joined(separator: new)).text
    }
    t.value("split", "self, sep=None, maxsplit=-1", .list) { a in
      let most = try a.int(2)
      let pieces: [[Unicode.Scalar]]
      if a.isNone(1) {
        pieces = words(try a.scalars(0), most)
      } else {
        let separator = try a.scalars(1)
        if separator.isEmpty { throw LoopError.value("empty separator") }
        pieces = Text.split(try a.scalars(0), by: separator, limit: most < 0 ? nil : most)
      }
      try a.machine.allocate(count: pieces.count)
      return .list(pieces.map { .string(StringObject($0)) })
    }
    t.value("rsplit", "self, sep=None, maxsplit=-1", .list) { a in
      let most = try a.int(2)
      guard most >= 0, !a.isNone(1) else {
        return .list(words(try a.scalars(0), -1).map { .string(StringObject($0)) })
      }
      let separator = try a.scalars(1)
      if separator.isEmpty { throw LoopError.value("empty separator") }
      var pieces = Text.split(try a.scalars(0), by: separator)
      while pieces.count > most + 1 {
        let joined = pieces[0] + separator + pieces[1]
        pieces.replaceSubrange(0...1, with: [joined])
      }
      return .list(pieces.map { .string(StringObject($0)) })
    }
    t.value("partition", "self, sep", .tuple) { a in
      let (text, part) = (try a.scalars(0), try a.scalars(1))
      if part.isEmpty { throw LoopError.value("empty separator") }
      guard let place = Text.find(part, in: text, from: 0) else {
        return .tuple([a[0], .text(""), .text("")])
      }
      return .tuple([
        .string(StringObject(text[..<place])), a[1],
        .string(StringObject(text[(place + part.count)...])),
      ])
    }
    t.value("splitlines", "self", .list) { a in
      var lines = Text.split(
        try a.scalars(0).filter { $0 != "\r" }, by: ["\n"])
      if lines.last?.isEmpty == true { lines.removeLast() }
      return .list(lines.map { .string(StringObject($0)) })
    }
  }

  /// The pieces between runs of blanks.
  private static func words(_ text: [Unicode.Scalar], _ most: Int) -> [[Unicode.Scalar]] {
    var words: [[Unicode.Scalar]] = []
    var index = 0
    while index < text.count {
      while index < text.count, text[index].properties.isWhitespace { index += 1 }
      guard index < text.count else { break }
      if most >= 0, words.count == most {
        var end = text.count
        while end > index, text[end - 1].properties.isWhitespace { end -= 1 }
        words.append(Array(text[index..<end]))
        break
      }
      let start = index
      while index < text.count, !text[index].properties.isWhitespace { index += 1 }
      words.append(Array(text[start..<index]))
    }
    return words
  }

  // MARK: - Shaping

  private static func shaping(_ t: inout TableBuilder) {
    for (name, left, right) in [
      ("strip", true, true), ("lstrip", true, false), ("rstrip", false, true),
    ] {
      t.string(name, "self, chars=None") { a in
        let text = try a.scalars(0)
        let blanks: Set<Unicode.Scalar>? = a.isNone(1) ? nil : Set(try a.scalars(1))
        func isGone(_ character: Unicode.Scalar) -> Bool {
          blanks?.contains(character) ?? character.properties.isWhitespace
        }
        var (start, end) = (0, text.count)
        if left { while start < end, isGone(text[start]) { start += 1 } }
        if right { while end > start, isGone(text[end - 1]) { end -= 1 } }
        return StringObject(text[start..<end]).text
      }
    }
    for (name, align) in [("ljust", "<"), ("rjust", ">"), ("center", "^")] {
      t.string(name, "self, width, fillchar=' '") { a in
        let width = try a.int(1)
        guard width > 0 else { return try a.string(0) }
        guard let fill = try a.scalars(2).first, try a.scalars(2).count == 1 else {
          throw LoopError.type("The fill character must be exactly one character long")
        }
        var spec = try FormatSpec("", for: "str")
        spec.fill = fill
        spec.align = Unicode.Scalar(align)
        spec.width = width
        return try spec.padded(a.string(0), defaultAlign: "<", machine: a.machine)
      }
    }
    t.string("zfill", "self, width") { a in
      var spec = try FormatSpec("", for: "str")
      (spec.fill, spec.align, spec.width) = ("0", "=", max(try a.int(1), 0))
      return try spec.padded(a.string(0), defaultAlign: "=", machine: a.machine)
    }
    t.string("removeprefix", "self, prefix") { a in
      let (text, part) = (try a.scalars(0), try a.scalars(1))
      return StringObject(text.starts(with: part) ? text[part.count...] : text[...]).text
    }
    t.string("removesuffix", "self, suffix") { a in
      let (text, part) = (try a.scalars(0), try a.scalars(1))
      let ends = !part.isEmpty && text.reversed().starts(with: part.reversed())
      return StringObject(ends ? text[..<(text.count - part.count)] : text[...]).text
    }
  }
}

extension Arguments {
  fileprivate func scalars(_ index: Int) throws -> [Unicode.Scalar] {
    if case .string(let text) = self[index] { return text.scalars }
    throw LoopError.type("must be str, not \(self[index].typeName)")
  }

  fileprivate func start(_ index: Int) throws -> Int {
    let value = try int(index)
    return value < 0 ? max(value &+ (try scalars(0).count), 0) : value
  }

  /// Whether the string is not empty and all its characters are of a kind.
  fileprivate func all(_ test: (Unicode.Scalar) -> Bool) throws -> Bool {
    let text = try scalars(0)
    return !text.isEmpty && text.allSatisfy(test)
  }

  /// Whether a test holds for one of the strings given, which may be a tuple.
  fileprivate func anyOf(
    _ index: Int, _ name: String, _ test: ([Unicode.Scalar], [Unicode.Scalar]) -> Bool
  ) throws -> Bool {
    let text = try scalars(0)
    let parts: [Value]
    if case .tuple(let tuple) = self[index] { parts = tuple.items } else { parts = [self[index]] }
    for part in parts {
      guard case .string(let word) = part else {
        throw LoopError.type(
          "\(name) first arg must be str or a tuple of str, not \(part.typeName)")
      }
      if test(text, word.scalars) { return true }
    }
    return false
  }
}
