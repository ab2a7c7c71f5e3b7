import Run

/// The generic reader: `name: number` pairs as training scripts print them.
///
///     Epoch [3/10], Step [100/600], Loss: 0.2
///     Epoch:0 | Train loss: 1.36 | Train acc: 25.00%
///     第 3 轮，训练损失: 0.53
struct Fields {
  var reading = Reading()
  /// Values whose own name is that of a metric.
  var metrics = 0
  /// The words since the last mark, and what they come after.
  var label: [String] = []
  var hasColon = false
  /// Named apart from the numbers, as in `train | loss 2.1`: of all that follow.
  var headPhase: Phase?
  /// Named with a number, as in `train loss: 2.1 acc: 0.5`: of the metrics that follow.
  var phase: Phase?
  var hasPlural = false
  /// The last bracket that opened was `[`.
  private var isSquare = false
  /// A class that the line is about, as in `ORG: precision: 93.3%; recall: 97.8%`.
  var about = ""
  /// Numbers in brackets without a name.
  var bare: [(number: Double, of: Double?)] = []
  /// What the line tells of is counted: `Train net output #0:`.
  private var hasOrdinal = false
  /// They count batches, and no epochs.
  var bareIsStep = false
  var tokens: [Token] = []
  var index = 0
  let knowsEpoch: Bool

  /// Words that a name does not end or begin with.
  static let small: Set<String> = [
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
    let hasNamedPlace = reading.hasPlace || bare.contains { $0.of != nil } || bare.count > 1
    if !reading.values.isEmpty { settleBare() }
    if reading.values.isEmpty {
      return (reading.epoch != nil && !hasPlural) || isStepAlone ? reading : nil
    }
    let isNamedByPlace = hasNamedPlace && !hasPlural
    guard isNamedByPlace || metrics > 0 || hasOrdinal || isAllPairs else { return nil }
    return reading
  }

  /// `CP: 0.92, CR: 0.87`, in the midst of a run: parts of one, and nothing else in the line.
  private var isAllPairs: Bool {
    let isParts = reading.values.allSatisfy { $0.number != $0.number.rounded() }
    return knowsEpoch && reading.values.count > 1 && isParts
      && abs(tokens.count { $0 == .colon } - reading.values.count) <= 1 && !tokens.contains(.junk)
  }

  /// `----- Iteration: 10000 -----`, and nothing else in the line.
  private var isStepAlone: Bool {
    var words = 0
    for token in tokens {
      switch token {
      case .word: words += 1
      case .number, .colon, .gap, .room, .slash, .open, .close: break
      case .ordinal, .clock, .junk: return false
      }
    }
    return reading.step != nil && words == 1
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
      case .ordinal:
        // `Train net output #0: loss = 0.5`
        if placeKind(label) == nil, case .number? = next {
          index += 1
          hasOrdinal = true
          notePhase(label)
          label = []
        }
      case .open(let bracket): open(bracket)
      case .close: close()
      case .clock:
        // What stands before the time of day is the logger's, but for `Epoch 0 @ 10:27 PM`.
        if index <= 3, reading.values.isEmpty, reading.epoch == nil { reading = Reading() }
        if case .word(let half)? = next, ["AM", "PM"].contains(half) { index += 1 }
        label = []
        hasColon = false
      case .junk:
        label = []
        hasColon = false
      }
    }
  }

  mutating func close() {
    if hasColon { return }
    // `[Epoch 1-TRAIN]`
    if isSquare { notePhase(label) }
    label = []
  }

  func isBlank(_ position: Int) -> Bool {
    token(position) == .gap || token(position) == .room
  }

  var next: Token? { index < tokens.count ? tokens[index] : nil }

  mutating func add(_ word: String) {
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

  mutating func colon() {
    if label.isEmpty { return }
    hasColon = true
    if case .word? = next { notePhase(label) }
  }

  mutating func gap() {
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
  mutating func notePhase(_ words: [String]) {
    guard words.count <= 3, let phase = Phase(of: words.joined(separator: " ")) else {
      return
    }
    headPhase = phase
  }

  mutating func open(_ bracket: UInt8) {
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
      if let words = wordsBeforeColon, !label.isEmpty, !hasColon {
        // `Accuracy (balanced): 0.9`
        label.append("(\(words.joined(separator: " ")))")
        index += words.count + 1
        return
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
    if bracket == UInt8(ascii: "("), !hasColon, !label.isEmpty, let end = endOfUnit(look) {
      // `mean reward (100 episodes) -20.5`
      index = end
      return
    }
    if bracket == UInt8(ascii: "("), !hasColon, isLabelAUnit {
      // `73847 raw words (56316 effective words)`
      label = []
      return skipToClose(words: true)
    }
    if !label.isEmpty {
      // `lr: [0.01]` is a list of one, `[1024, 1024]` a size.
      if placeKind(label) == nil, bracket == UInt8(ascii: "["), !(hasColon && isAlone(look)) {
        notePhase(label)
        // What is done with each batch: `Extract Features: [50/137]`
        let isOfLogger = label.last.map(Self.levels.contains) ?? false
        bareIsStep =
          bareIsStep
          || (hasColon && !isOfLogger && Phase(of: label.joined(separator: " ")) == nil)
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
    while index < tokens.count, isBlank(index) || next == .colon { index += 1 }
    if case .number(let second, .none)? = next, total == nil {
      index += 1
      bare.append((second, nil))
    }
    skipToClose()
    label = []
    hasColon = false
  }

  /// What comes after `100 episodes)`, where that is a number or a colon.
  private func endOfUnit(_ position: Int) -> Int? {
    guard case .word? = token(position + 1), token(position + 2) == .close else { return nil }
    var look = position + 3
    while token(look) == .room { look += 1 }
    switch token(look) {
    case .number?, .colon?: return look
    default: return nil
    }
  }

  /// Whether the label follows a number without a name of its own.
  private var isLabelAUnit: Bool {
    let start = index - 1 - label.count
    guard !label.isEmpty, case .number? = token(start - 1) else { return false }
    guard case .word(let before)? = token(start - 2) else { return false }
    return Self.small.contains(before.lowercased())
  }

  /// The words from here to the end of the brackets, where a colon follows it.
  private var wordsBeforeColon: [String]? {
    var (look, words) = (index, [String]())
    while case .word(let word)? = token(look) {
      words.append(word)
      look += 1
    }
    return !words.isEmpty && token(look) == .close && token(look + 1) == .colon ? words : nil
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
}
