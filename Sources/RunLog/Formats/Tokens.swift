/// A printed line cut into words, numbers and marks.
enum Token: Equatable {
  case word(String)
  case number(Double, unit: Unit)
  /// `:`, `=` or `>>`: what follows is called what stands before.
  case colon
  /// `|`, `,`, `;`, `!`, ` - `, `...`: ends a name.
  case gap
  /// A tab or two blanks: ends a name as well, or parts it from its number.
  case room
  case slash
  /// `#` before a number that counts things.
  case ordinal
  case open(UInt8)
  case close
  /// A clock time, a date, a path: not part of any name.
  case clock
  case junk

  enum Unit: Equatable { case none, percent, time, other }

  /// The words, numbers and marks of a line.
  static func tokens(_ line: [UInt8]) -> [Token] {
    var scanner = Scanner(bytes: line)
    return scanner.scan()
  }
}

struct Scanner {
  let bytes: [UInt8]
  var position = 0
  var tokens: [Token] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func scan() -> [Token] {
    while position < bytes.count { step() }
    return tokens
  }

  func byte(_ offset: Int) -> UInt8 {
    position + offset >= 0 && position + offset < bytes.count ? bytes[position + offset] : 0x20
  }

  func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 &- UInt8(ascii: "a") < 26 || byte >= 0x80 || byte == UInt8(ascii: "_")
  }

  func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  private mutating func step() {
    let first = bytes[position]
    let isChunkStart = position == 0 || byte(-1) <= 0x20
    if isChunkStart, first > 0x20, skipPathOrClock() { return }
    switch first {
    case UInt8(ascii: "\t"): mark(.room)
    case 0...0x20:
      if byte(1) <= 0x20 { tokens.append(.room) }
      while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    case UInt8(ascii: ":"), UInt8(ascii: "="): mark(.colon)
    case UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "!"): mark(.gap)
    case UInt8(ascii: ">"):
      position += 1
      if byte(0) == first { mark(.colon) } else { tokens.append(.gap) }
    case UInt8(ascii: "/"): mark(.slash)
    case UInt8(ascii: "<") where bytes[position...].starts(with: "<Figure size".utf8):
      // A notebook's word for a picture, in the midst of what was printed.
      position = bytes[position...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? bytes.count
      tokens.append(.gap)
    case UInt8(ascii: "#") where isDigit(byte(1)): mark(.ordinal)
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): mark(.open(first))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): mark(.close)
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      if !number() { dash(first) }
    case 0xe2 where byte(1) == 0x80 || byte(1) >= 0x86: skipSymbol(3)
    case 0xf0: skipSymbol(4)
    case 0xef where byte(1) == 0xbc: wide()
    default: if isLetter(first) { word() } else { position += 1 }
    }
  }

  private mutating func mark(_ token: Token) {
    tokens.append(token)
    position += 1
  }

  /// Dashes, arrows, boxes and emoji separate names.
  private mutating func skipSymbol(_ length: Int) {
    tokens.append(.gap)
    position = min(position + length, bytes.count)
  }

  /// `：`, `，`, `（` and `）`.
  private mutating func wide() {
    switch byte(2) {
    case 0x9a, 0x9d: tokens.append(.colon)
    case 0x88: tokens.append(.open(UInt8(ascii: "(")))
    case 0x89: tokens.append(.close)
    default: tokens.append(.gap)
    }
    position = min(position + 3, bytes.count)
  }

  private mutating func dash(_ first: UInt8) {
    let start = position
    while byte(0) == first, position < bytes.count { position += 1 }
    // A dash that stands alone or in a row, and dots, end a name.
    if first == UInt8(ascii: ".") && position == start + 1 { return }
    // `F1 -: 0.9`
    if byte(0) == UInt8(ascii: ":") { return }
    tokens.append(.gap)
  }

  // MARK: - Words

  private mutating func word() {
    let start = position
    while position < bytes.count {
      let this = byte(0)
      if this >= 0xe2, symbolLength() > 0 { break }
      if isLetter(this) || isDigit(this) || this == UInt8(ascii: "@") {
        position += 1
      } else if "-./'^+*".utf8.contains(this), isLetter(byte(1)) || isDigit(byte(1)) {
        // `train-rmse`, `model.loss`, `train/loss`, `mAP50-95`, but `Loss:-0.5` and `1.2`.
        if this == UInt8(ascii: "-"), isDigit(byte(1)), !isDigit(byte(-1)),
          !isOrdinalOfName(from: start)
        {
          break
        }
        position += 1
      } else if this == UInt8(ascii: "("), !isWrapper(from: start), let end = closing() {
        position = end
      } else if this == UInt8(ascii: "."), byte(1) == 0x20, position - start < 6,
        isLetter(byte(2)), !isLetter(UInt8(0))
      {
        position += 1
      } else {
        break
      }
    }
    if byte(0) == UInt8(ascii: "("), skipCall(from: start) { return }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let number = Numbers.word(text) {
      // `-inf`: the sign was taken for a dash.
      let isNegative = start > 0 && bytes[start - 1] == UInt8(ascii: "-")
      if isNegative, tokens.last == .gap { tokens.removeLast() }
      tokens.append(.number(isNegative ? -number : number, unit: .none))
      return
    }
    // `epoch0; batch2973;`
    let hasDigit = bytes[start..<position].contains(where: isDigit)
    if hasDigit, let digit = text.firstIndex(where: \.isNumber),
      let number = Double(text[digit...]),
      ["epoch", "batch", "iter", "step"].contains(text[..<digit].lowercased())
    {
      tokens += [.word(String(text[..<digit])), .number(number, unit: .none)]
      return
    }
    // `Epoch-0 Iter-1`
    if byte(0) == UInt8(ascii: "-"), isDigit(byte(1)),
      ["epoch", "batch", "iter", "step", "episode"].contains(text.lowercased())
    {
      position += 1
      tokens.append(.word(text))
      return
    }
    // `Epoch0/24`
    let parts = hasDigit ? text.split(separator: "/", omittingEmptySubsequences: false) : []
    if parts.count == 2, parts[0].lowercased().hasPrefix("epoch"),
      let epoch = Double(parts[0].dropFirst(5)), let of = Double(parts[1])
    {
      tokens += [
        .word("Epoch"), .number(epoch, unit: .none), .slash, .number(of, unit: .none),
      ]
      return
    }
    // Chinese glues the number to its word: `第3轮`.
    if bytes[start] >= 0x80, let split = Self.glued(text) {
      tokens += split
      return
    }
    tokens.append(.word(text))
  }

  /// What a number is printed in: `tensor(inf)`.
  private func isWrapper(from start: Int) -> Bool {
    Fields.wrappers.contains(String(decoding: bytes[start..<position], as: UTF8.self).lowercased())
  }

  /// `Top-1: 0.06`, but `loss-0.5` and `Epoch-0: 0.5`.
  private func isOrdinalOfName(from start: Int) -> Bool {
    let end = bytes[(position + 1)...].firstIndex { !isDigit($0) } ?? bytes.count
    guard end < bytes.count, bytes[end] == UInt8(ascii: ":") || bytes[end] == UInt8(ascii: "=")
    else { return false }
    return String(decoding: bytes[start..<position], as: UTF8.self).lowercased() == "top"
  }

  private func symbolLength() -> Int {
    switch byte(0) {
    case 0xe2 where byte(1) == 0x80 || byte(1) >= 0x86: 3
    case 0xef where byte(1) == 0xbc: 3
    case 0xf0: 4
    default: 0
    }
  }

  private static func glued(_ text: String) -> [Token]? {
    guard let digit = text.firstIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
    let head = text[..<digit]
    let digits = text[digit...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), head.unicodeScalars.allSatisfy({ $0.value > 0x2e80 }) else {
      return nil
    }
    let tail = text[digits.endIndex...]
    if head == "第" {
      if tail.first == "次" { return [.word("迭代"), .number(number, unit: .none)] }
      return [.word(tail.isEmpty ? "轮" : String(tail)), .number(number, unit: .none)]
    }
    return [.word(String(head)), .number(number, unit: .none)]
      + (tail.isEmpty ? [] : [.word(String(tail))])
  }

  /// Passes over a printed layer: `Conv2d(32, 32, kernel_size=(1, 1))`, `LeakyReLU(negative_slope=0.1)`.
  private mutating func skipCall(from start: Int) -> Bool {
    let name = bytes[start..<position]
    guard (0x41...0x5a).contains(bytes[start]),
      name.contains(where: { (0x61...0x7a).contains($0) }),
      !name.elementsEqual("Tensor".utf8)
    else { return false }
    var depth = 0
    var hasArguments = false
    // No layer is longer; a line of brackets would be read again from each of them.
    for index in position..<min(position + 500, bytes.count) {
      let this = bytes[index]
      if this == UInt8(ascii: "(") { depth += 1 }
      if this == UInt8(ascii: ")") { depth -= 1 }
      hasArguments = hasArguments || this == UInt8(ascii: "=") || this == UInt8(ascii: ",")
      guard depth == 0 else { continue }
      if hasArguments {
        tokens.append(.junk)
        position = index + 1
      }
      return hasArguments
    }
    return false
  }

  /// The end of `(x)` or `(G(z))` right after a word.
  private func closing() -> Int? {
    guard isLetter(byte(1)) || byte(1) == UInt8(ascii: "%") else { return nil }
    var (depth, hasComma) = (0, false)
    for index in position..<min(position + 24, bytes.count) {
      let this = bytes[index]
      if this == UInt8(ascii: "(") { depth += 1 }
      if this == UInt8(ascii: ")") { depth -= 1 }
      if this == UInt8(ascii: "=") { return nil }
      hasComma = hasComma || this == UInt8(ascii: ",")
      guard depth == 0 else { continue }
      // `loss(x, y) = 0.3`, and no list.
      let next = bytes[(index + 1)...].first { $0 != 0x20 }
      return hasComma && next != UInt8(ascii: "=") && next != UInt8(ascii: ":") ? nil : index + 1
    }
    return nil
  }

  // MARK: - Numbers

  private func read(_ position: inout Int, hundredth: Bool = false) -> Double? {
    bytes.withUnsafeBufferPointer { Numbers.read($0, &position, hundredth: hundredth) }
  }

  private mutating func number() -> Bool {
    let start = position
    let isSigned = bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "+")
    // A dash between words or numbers is no sign: `10-20`.
    if isSigned, start > 0, isLetter(byte(-1)) || isDigit(byte(-1)) { return false }
    guard
      isDigit(byte(isSigned ? 1 : 0))
        || (byte(isSigned ? 1 : 0) == UInt8(ascii: ".")
          && isDigit(byte(isSigned ? 2 : 1)))
    else { return false }
    var end = position
    guard var value = read(&end) else { return false }
    // `1,234`, but not `19,Loss` and not `[1,200]`.
    while end + 3 < bytes.count, bytes[end] == UInt8(ascii: ","),
      (end + 1...end + 3).allSatisfy({ isDigit(bytes[$0]) }),
      end + 4 >= bytes.count || !isDigit(bytes[end + 4]), value == value.rounded(),
      start == 0 || bytes[start - 1] != UInt8(ascii: "[")
    {
      value =
        value * 1000
        + (Numbers.read(String(decoding: bytes[end + 1...end + 3], as: UTF8.self)) ?? 0)
      end += 4
    }
    // `2.1976...` ends with dots of its own.
    if bytes[end - 1] == UInt8(ascii: "."), end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end -= 1
    }
    if isDate(at: end), let cut = read(start, withoutLast: 4, before: end) {
      // `17.172023-12-31 12:17:15: W tensorflow/…`: another program wrote its time right behind it.
      position = bytes.count
      tokens += [.number(cut, unit: .none), .gap]
      return true
    }
    position = end
    unit(value, from: start)
    return true
  }

  /// Whether `-12-31` follows a year that ends here.
  private func isDate(at end: Int) -> Bool {
    guard end >= 6, end + 6 <= bytes.count, bytes[end] == UInt8(ascii: "-"),
      bytes[end + 3] == UInt8(ascii: "-"), bytes[end - 4] == UInt8(ascii: "2"),
      bytes[end - 3] == UInt8(ascii: "0")
    else { return false }
    return [1, 2, 4, 5].allSatisfy { isDigit(bytes[end + $0]) }
  }

  /// A number with a point, but for the digits that are not its own.
  private func read(_ start: Int, withoutLast count: Int, before end: Int) -> Double? {
    let own = bytes[start..<max(start, end - count)]
    guard own.contains(UInt8(ascii: ".")) else { return nil }
    return Numbers.read(String(decoding: own, as: UTF8.self))
  }

  private static let timeUnits: Set<String> = [
    "s", "sec", "secs", "second", "seconds", "ms", "us", "µs", "ns", "m", "min", "mins", "minute",
    "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days", "it/s", "s/it", "秒", "分",
    "分钟", "小时",
  ]

  /// A word that another program printed right behind a number: no unit is written so.
  private func isForeign(_ word: String) -> Bool {
    word.utf8.count > 4 && word.first?.isUppercase == true
      && (word.dropFirst().allSatisfy(\.isLowercase) || word.allSatisfy(\.isUppercase))
  }

  private mutating func unit(_ value: Double, from first: Int) {
    let mark = position
    if byte(0) == 0x20, byte(1) == UInt8(ascii: "%") { position += 1 }
    if byte(0) == UInt8(ascii: "%") {
      position += 1
      var start = first
      let part = read(&start, hundredth: true) ?? value / 100
      tokens.append(.number(start == mark ? part : value / 100, unit: .percent))
      return
    }
    position = mark
    if byte(0) == 0xc2, byte(1) == 0xb1 {
      // `-9.77±0.06`
      position += 2
      _ = read(&position)
      tokens.append(.number(value, unit: .none))
      return
    }
    let hasBlank = position < bytes.count && byte(0) == 0x20
    if hasBlank { position += 1 }
    if bytes[position...].starts(with: "+/-".utf8) {
      // `0.7391 +/- 0.0809`
      position += 3
      if byte(0) == 0x20 { position += 1 }
      _ = read(&position)
      tokens.append(.number(value, unit: .none))
      return
    }
    let start = position
    while position < bytes.count,
      isLetter(byte(0)) && symbolLength() == 0
        || byte(0) == UInt8(ascii: "/") && isLetter(byte(1))
    {
      position += 1
    }
    if position == start {
      position = mark
      tokens.append(.number(value, unit: .none))
      return
    }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    let isTime =
      Self.timeUnits.contains(word) || word.hasSuffix("/s") || word.hasSuffix("s/step")
      || word.hasSuffix("s/epoch") || word.hasSuffix("/sec") || word.hasSuffix("s/sample")
    // `m` or `d` after a blank may begin anything.
    if isTime, !hasBlank || word.count > 1 || word == "s",
      !isDigit(byte(0)) || !hasBlank
    {
      tokens.append(.number(value, unit: .time))
      return
    }
    if word.first == "/" {
      // `epoch 1/accuracy: 0.75`
      position = mark
      tokens.append(.number(value, unit: .none))
      return
    }
    if !hasBlank, isForeign(word), bytes[first..<mark].contains(UInt8(ascii: ".")) {
      // `loss: 0.7181Corrupt JPEG data: 214 extraneous bytes`, but `loss: 0.5Epoch 2/3`.
      position = word == "Epoch" ? mark : bytes.count
      tokens += [.number(value, unit: .none), .gap]
      return
    }
    if !hasBlank, word.count > 3, bytes[first..<mark].contains(UInt8(ascii: ".")) {
      // `dice: 0.0101600401current loss: 0.5`
      position = mark
      tokens += [.number(value, unit: .none), .gap]
      return
    }
    if !hasBlank {
      // `3D`, `5th`, `2000M`, `0a1f`.
      while position < bytes.count, isLetter(byte(0)) || isDigit(byte(0)) { position += 1 }
      tokens.append(
        ["k", "K", "M", "G", "MB", "GB", "MiB", "GiB", "B", "x", "px", "dB", "db"].contains(word)
          ? .number(value, unit: .other) : .junk)
      return
    }
    position = mark
    tokens.append(.number(value, unit: .none))
  }
}
