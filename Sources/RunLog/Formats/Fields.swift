import Run

/// The generic reader: `name: number` pairs as training scripts print them.
///
///     Epoch [3/10], Step [100/600], Loss: 0.2
///     Epoch:0 | Train loss: 1.36 | Train acc: 25.00%
///     第 3 轮，训练损失: 0.53
struct Fields {
  private(set) var reading = Reading()
  /// Values whose own name is that of a metric.
  private var metrics = 0
  /// The words since the last mark, and what they come after.
  private var label: [String] = []
  private var hasColon = false
  /// Named apart from the numbers, as in `train | loss 2.1`: of all that follow.
  private var headPhase: Phase?
  /// Named with a number, as in `train loss: 2.1 acc: 0.5`: of the metrics that follow.
  private var phase: Phase?
  private var hasPlural = false
  /// The last bracket that opened was `[`.
  private var isSquare = false
  /// A class that the line is about, as in `ORG: precision: 93.3%; recall: 97.8%`.
  private var about = ""
  /// Numbers in brackets without a name.
  private var bare: [(number: Double, of: Double?)] = []
  private var tokens: [Token] = []
  private var index = 0
  private let knowsEpoch: Bool

  /// Words that a name does not end or begin with.
  private static let small: Set<String> = [
    "to", "of", "from", "in", "at", "on", "for", "with", "than", "is", "was", "and", "by", "a",
    "the", "=", "be", "after", "are",
  ]
  private static let devices: Set<String> = ["gpu", "cuda", "cpu", "mps", "xpu", "npu", "tpu"]
  private static let wrappers: Set<String> = [
    "tensor", "np.float64", "np.float32", "np.float16", "array", "float",
  ]

  /// The reading of a line; nil when it is none.
  static func read(_ line: [UInt8], knowsEpoch: Bool) -> Reading? {
    var fields = Fields(knowsEpoch: knowsEpoch)
    return fields.read(Token.tokens(line))
  }

  /// All pairs of a text that is known to hold readings, as what follows a bar is.
  static func values(_ text: [UInt8]) -> Reading {
    var fields = Fields(knowsEpoch: true)
    fields.scan(Token.tokens(text))
    return fields.reading
  }

  private init(knowsEpoch: Bool) { self.knowsEpoch = knowsEpoch }

  private mutating func read(_ tokens: [Token]) -> Reading? {
    scan(tokens)
    // Without anything measured, `[1024, 1024]` is the size of a picture.
    if !reading.values.isEmpty { settleBare() }
    if reading.values.isEmpty {
      return reading.epoch != nil && !hasPlural ? reading : nil
    }
    let isNamedByPlace = reading.hasPlace && !hasPlural
    guard isNamedByPlace || metrics > 0 else { return nil }
    return reading
  }

  private mutating func scan(_ tokens: [Token]) {
    self.tokens = tokens
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      switch token {
      case .word(let word): add(word)
      case .number(let number, let unit): add(number, unit)
      case .colon: colon()
      case .gap, .room: gap()
      case .slash: break
      case .open(let bracket): open(bracket)
      case .close: close()
      case .clock:
        // What stands before the time of day is the logger's.
        if index <= 3, reading.values.isEmpty { reading = Reading() }
        label = []
        hasColon = false
      case .junk:
        label = []
        hasColon = false
      }
    }
  }

  private mutating func close() {
    if hasColon { return }
    // `[Epoch 1-TRAIN]`
    if isSquare { notePhase(label) }
    label = []
  }

  private func isBlank(_ position: Int) -> Bool {
    token(position) == .gap || token(position) == .room
  }

  private var next: Token? { index < tokens.count ? tokens[index] : nil }

  private mutating func add(_ word: String) {
    if Self.wrappers.contains(word.lowercased()), case .open? = next, !label.isEmpty {
      // `tensor(0.53, device='cuda:0')`
      index += 1
      guard case .number(let number, let unit)? = next else { return }
      index += 1
      add(number, unit)
      return skipToClose(words: true)
    }
    if hasColon {
      // `Test set: Average loss`, `step 0: train loss`.
      if label.count == 1, next == .colon, reading.values.isEmpty, Self.isClass(label[0]) {
        about = label[0] + " "
      }
      label = []
      hasColon = false
    }
    label.append(word)
  }

  private mutating func colon() {
    if label.isEmpty { return }
    hasColon = true
    if case .word? = next { notePhase(label) }
  }

  private mutating func gap() {
    var look = index
    while isBlank(look) { look += 1 }
    // `Loss:   4.9` and `loss    0.1`: the gap is only room.
    if !label.isEmpty, case .number? = token(look), hasColon || tokens[index - 1] == .room {
      return
    }
    if hasColon, case .open? = token(look) { return }
    // `Recall    : 0.6`
    if token(look) == .colon, tokens[index - 1] == .room { return }
    if !label.isEmpty { notePhase(label) }
    label = []
    hasColon = false
  }

  /// `train |`, `Validation:`: what follows was measured on that part of the data.
  private mutating func notePhase(_ words: [String]) {
    guard words.count <= 3, let phase = Phase(of: words.joined(separator: " ")) else {
      return
    }
    headPhase = phase
  }

  private mutating func open(_ bracket: UInt8) {
    isSquare = bracket == UInt8(ascii: "[")
    // `Step [100/600]`, `Epoch: [0][ 10/5005]`, `[   64/60000]`.
    var look = index
    while look < tokens.count, isBlank(look) { look += 1 }
    guard look < tokens.count, case .number(let number, let unit) = tokens[look] else {
      // `Best metric: 61.5 (epoch 12)`
      if bracket == UInt8(ascii: "("),
        reading.values.contains(where: { $0.name.lowercased().contains("best") })
      {
        return skipToClose(words: true)
      }
      if !hasColon {
        notePhase(label)
        label = []
      }
      return
    }
    if bracket == UInt8(ascii: "("), label.isEmpty {
      // An average after the value, or a percentage within a count.
      index = look + 1
      skipToClose()
      return
    }
    if !label.isEmpty {
      // `lr: [0.01]` is a list of one, `[1024, 1024]` a size.
      if placeKind(label) == nil, bracket == UInt8(ascii: "["), !(hasColon && isAlone(look)) {
        notePhase(label)
        label = []
      }
      if let last = label.last, Self.devices.contains(last.lowercased()) {
        // `Resume training with (gpu(0), gpu(1))`
        skipToClose(words: true)
        label = []
        return
      }
      if !label.isEmpty {
        index = look
        return
      }
    }
    index = look + 1
    guard unit == .none else { return }
    var total: Double?
    if next == .slash, index + 1 < tokens.count {
      var after = index + 1
      while after < tokens.count, isBlank(after) { after += 1 }
      if after < tokens.count, case .number(let of, _) = tokens[after] {
        total = of
        index = after + 1
      }
    }
    bare.append((number, total))
    // `[1,  2000]`
    while index < tokens.count, isBlank(index) { index += 1 }
    if case .number(let second, .none)? = next, total == nil {
      index += 1
      bare.append((second, nil))
    }
    skipToClose()
    label = []
    hasColon = false
  }

  /// Whether a number is all that stands in its brackets.
  private func isAlone(_ position: Int) -> Bool {
    var look = position + 1
    while isBlank(look) { look += 1 }
    return token(look) == .close
  }

  private mutating func skipToClose(words: Bool = false) {
    var depth = 1
    while index < tokens.count, depth > 0 {
      if case .open = tokens[index] { depth += 1 }
      if tokens[index] == .close { depth -= 1 }
      if depth == 1, !words, case .word = tokens[index] { return }
      index += 1
    }
  }

  // MARK: - Numbers

  private mutating func add(_ number: Double, _ unit: Token.Unit) {
    let (words, isExplicit) = (label, hasColon)
    label = []
    hasColon = false
    guard !words.isEmpty else { return addBare(number) }
    if !isExplicit, placeKind(words) == nil {
      // `Loss after 100 steps: 0.7`
      if words.count > 1, Self.places.contains(words[words.count - 1].lowercased()),
        case .word(let word)? = next, SeriesWords.steps.contains(word.lowercased())
      {
        index += 1
        (reading.step, label) = (number, Array(words.dropLast()))
        return
      }
      if isWithinName(words) {
        // `Better model found at epoch 0 with accuracy value: 0.75` is a sentence.
        if let last = words.last?.lowercased(),
          SeriesWords.epochs.contains(last) || SeriesWords.steps.contains(last)
        {
          index = tokens.count
          return
        }
        label = words + [JSON.plain(number).text]
        return keepName()
      }
    }
    if unit == .time { return skipTimes() }
    let (total, isPercent, value) = ratio(number, unit)
    if let kind = placeKind(words), value == value.rounded() || kind == .epoch, value >= 0 {
      setPlace(words, kind, value, total)
      // `Loss at step 100: 0.5`
      let name = words.dropLast().filter { !Self.small.contains($0.lowercased()) }
      if !isExplicit, SeriesWords.isMetric(name.joined(separator: " ")) { label = name }
      return
    }
    if slashNames(words, value, total) { return }
    guard let name = name(words, isExplicit: isExplicit) else { return }
    let isCount = total.map { $0 > 1 && value == value.rounded() } ?? false
    let result = isPercent ? value : isCount ? value / (total ?? 1) : value
    append(name, result, isPercent: isPercent)
    if let total, !isCount, !isPercent { append(name + " (2)", total, isPercent: false) }
  }

  private static let levels: Set<String> = [
    "INFO", "DEBUG", "WARN", "WARNING", "ERROR", "TRACE", "NOTE", "LOG", "GPU", "CPU",
  ]

  /// `ORG`, `LOC`: a kind of thing that is found in text.
  private static func isClass(_ word: String) -> Bool {
    word.count > 1 && word.count < 12 && word.allSatisfy { $0.isASCII && $0.isUppercase }
      && !levels.contains(word) && Phase(of: word) == nil && !SeriesWords.isMetric(word)
      && !SeriesWords.epochs.contains(word.lowercased())
      && !SeriesWords.steps.contains(word.lowercased())
  }

  private static let places: Set<String> = ["after", "at", "@", "in"]

  /// The words without what only joins them; nil when they are no name.
  private func name(_ words: [String], isExplicit: Bool) -> String? {
    var name = words
    while let last = name.last, Self.small.contains(last.lowercased()) { name.removeLast() }
    while let first = name.first, Self.small.contains(first.lowercased()) { name.removeFirst() }
    let text = name.joined(separator: " ")
    guard !name.isEmpty, !SeriesWords.unread.contains(text.lowercased()) else { return nil }
    // `learning rate set to 0.1` is a sentence.
    if !isExplicit, name.count > 3 || (name.count < words.count && !SeriesWords.isMetric(text)) {
      return nil
    }
    return text
  }

  /// `1/10 loss: 0.5`, `epoch 001:    100 / 1000 loss=4.2`.
  private mutating func addBare(_ number: Double) {
    var look = index
    while isBlank(look) { look += 1 }
    guard token(look) == .slash, index == 1 || reading.epoch != nil else { return }
    look += 1
    while isBlank(look) { look += 1 }
    guard case .number(let of, .none)? = token(look) else { return }
    index = look + 1
    bare.append((number, of))
  }

  private func token(_ position: Int) -> Token? {
    position >= 0 && position < tokens.count ? tokens[position] : nil
  }

  /// Goes on with a name that has a number in it: `loss per 100 steps: 0.5`.
  private mutating func keepName() {
    while index < tokens.count {
      if case .word(let word) = tokens[index] {
        label.append(word)
      } else if tokens[index] == .colon {
        hasColon = true
      } else if case .number(let number, let unit) = tokens[index], hasColon {
        index += 1
        add(number, unit)
        return
      } else if tokens[index] != .gap || !hasColon {
        return
      }
      index += 1
    }
  }

  /// Whether the number before `index` is part of a name, as `100` in `loss per 100 steps: 0.5`.
  private func isWithinName(_ label: [String]) -> Bool {
    var look = index
    guard case .word? = token(look) else { return false }
    while case .word? = token(look) { look += 1 }
    guard token(look) == .colon else { return false }
    look += 1
    while isBlank(look) { look += 1 }
    if case .number? = token(look) { return label.count > 1 || look - index > 3 }
    return false
  }

  /// The rest of `0m 7s`.
  private mutating func skipTimes() {
    while case .number(_, .time)? = next { index += 1 }
  }

  /// What follows a number: `/600`, `of 812`, `/812 (82%)`, ` (0.13)`.
  private mutating func ratio(
    _ number: Double, _ unit: Token.Unit
  ) -> (total: Double?, isPercent: Bool, value: Double) {
    var total: Double?
    var look = index
    while isBlank(look), tokens.count > look + 1, tokens[look + 1] == .slash { look += 1 }
    if token(look) == .slash || token(look) == .word("of") {
      var after = look + 1
      while isBlank(after) { after += 1 }
      if case .number(let of, let ofUnit)? = token(after), ofUnit != .time {
        total = of
        index = after + 1
      }
    }
    // `Epoch [1]/[4]`
    if total == nil, token(index) == .close, token(index + 1) == .slash,
      case .open? = token(index + 2), case .number(let of, .none)? = token(index + 3)
    {
      total = of
      index += 4
    }
    if total != nil, token(index) == .open(UInt8(ascii: "(")) {
      var inside = index + 1
      while isBlank(inside) { inside += 1 }
      if case .number(let part, .percent)? = token(inside) {
        index = inside + 1
        if token(index) == .close { index += 1 }
        return (total, true, part)
      }
    }
    return (total, unit == .percent, number)
  }

  private enum PlaceKind { case epoch, step }

  private func placeKind(_ label: [String]) -> PlaceKind? {
    guard let last = label.last?.lowercased(), label.count <= 4 else { return nil }
    let others = label.dropLast().map { $0.lowercased() }
    if others.contains(where: SeriesWords.countWords.contains) { return nil }
    if SeriesWords.epochs.contains(last) || last.hasSuffix("/epoch") { return .epoch }
    return SeriesWords.steps.contains(last) ? .step : nil
  }

  private mutating func setPlace(
    _ label: [String], _ kind: PlaceKind, _ value: Double, _ total: Double?
  ) {
    notePhase(label)
    switch kind {
    case .epoch:
      guard reading.epoch == nil else { return }
      (reading.epoch, reading.epochs) = (value, total)
      let isPlural = label.last?.lowercased() == "epochs" && total == nil
      // `EPOCHS: 279` is a setting, `EPOCHS: 19, Loss: 1.8` an epoch.
      hasPlural = isPlural
    case .step:
      guard reading.step == nil else { return }
      (reading.step, reading.steps) = (value, total)
    }
  }

  /// `G/D 2.55/2.30`: two names for two numbers.
  private mutating func slashNames(_ label: [String], _ first: Double, _ second: Double?) -> Bool {
    guard let second, let index = label.lastIndex(where: { $0.contains("/") }) else { return false }
    let names = label[index].split(separator: "/").map(String.init)
    guard names.count == 2 else { return false }
    let (before, after) = (label[..<index], label[(index + 1)...])
    for (name, number) in zip(names, [first, second]) {
      append(
        (before + [name] + after).joined(separator: " "), number, isPercent: false, isMetric: true)
    }
    return true
  }

  private mutating func append(
    _ name: String, _ number: Double, isPercent: Bool, isMetric: Bool = false
  ) {
    let isMetric = isMetric || SeriesWords.isMetric(name)
    if isMetric { metrics += 1 }
    let name = about + name
    var value = Reading.Value(name, number, isPercent: isPercent)
    if let own = Phase(of: name) {
      phase = name.contains(" ") ? own : phase
    } else {
      value.phase = headPhase ?? (isMetric ? phase : nil)
    }
    reading.values.append(value)
  }

  /// Numbers in brackets are the epoch and the step, in that order.
  private mutating func settleBare() {
    for (number, of) in bare where number >= 0 && number == number.rounded() {
      if reading.epoch == nil, !(knowsEpoch && bare.count == 1), of != nil || bare.count > 1 {
        (reading.epoch, reading.epochs) = (number, of)
      } else if reading.step == nil {
        (reading.step, reading.steps) = (number, of)
      }
    }
  }
}
