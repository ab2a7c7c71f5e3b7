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
  var isSquare = false
  /// What was measured on the parts that follow: `loss: train=0.6, val=0.5`.
  var owner: String?
  /// A class that the line is about, as in `ORG: precision: 93.3%; recall: 97.8%`.
  var about = ""
  /// Numbers in brackets without a name.
  var bare: [(number: Double, of: Double?)] = []
  /// What the line tells of is counted: `Train net output #0:`.
  private var hasOrdinal = false
  /// They count batches, and no epochs.
  var bareIsStep = false
  /// The first of two names that a slash parts: `Test loss / test accuracy = 0.5 / 0.8`.
  var slashed: [String]?
  var tokens: [Token] = []
  var index = 0
  let knowsPlace: Bool

  /// Words that a name does not end or begin with.
  static let small: Set<String> = [
    "to", "of", "from", "in", "at", "on", "for", "with", "than", "is", "was", "and", "by", "a",
    "the", "=", "be", "after", "are", "so", "far",
  ]
  static let devices: Set<String> = ["gpu", "cuda", "cpu", "mps", "xpu", "npu", "tpu"]
  static let wrappers: Set<String> = [
    "tensor", "np.float64", "np.float32", "np.float16", "array", "float",
  ]

  /// The reading of a line; nil when it is none.
  static func read(_ line: [UInt8], knowsPlace: Bool) -> Reading? {
    var fields = Fields(knowsPlace: knowsPlace)
    return fields.read(Token.tokens(line))
  }

  /// What stands before a dictionary: where it stands, and of what data it is.
  static func head(_ line: [UInt8], knowsPlace: Bool) -> Reading {
    var fields = Fields(knowsPlace: knowsPlace)
    fields.scan(Token.tokens(line))
    fields.bare.removeAll { $0.of == nil }
    fields.settleBare()
    fields.reading.phase = fields.headPhase
    return fields.reading
  }

  /// All pairs of a text that is known to hold readings, as what follows a bar is.
  static func values(_ text: [UInt8]) -> Reading {
    var fields = Fields(knowsPlace: true)
    fields.scan(Token.tokens(text))
    return fields.reading
  }

  private init(knowsPlace: Bool) { self.knowsPlace = knowsPlace }

  private mutating func read(_ tokens: [Token]) -> Reading? {
    scan(tokens)
    // Without anything measured, `[1024, 1024]` is the size of a picture.
    let hasNamedPlace = reading.hasPlace || bare.contains { $0.of != nil } || bare.count > 1
    if !reading.values.isEmpty { settleBare() }
    if reading.values.isEmpty {
      // `Starting epoch: 0 | phase: train`
      reading.phase = headPhase
      return (reading.epoch != nil && !hasPlural) || isStepAlone ? reading : nil
    }
    let isNamedByPlace = hasNamedPlace && !hasPlural
    guard isNamedByPlace || metrics > 0 || hasOrdinal || isAllPairs || isRateAlone else {
      return nil
    }
    return reading
  }

  /// `Current LR: 0.0005`, in the midst of a run.
  private var isRateAlone: Bool {
    knowsPlace && !hasPlural && reading.values.count == 1
      && SeriesWords.isRate(reading.values[0].name)
  }

  private var hasExplicit: Bool { tokens.contains(.colon) }

  /// `CP: 0.92, CR: 0.87`, in the midst of a run: parts of one, and nothing else in the line.
  private var isAllPairs: Bool {
    let isParts = reading.values.allSatisfy { $0.number != $0.number.rounded() }
    // One alone is a rate: `win rate: 0.296`, or just `exploration 0.946`; or says of which data it is.
    if let value = reading.values.first, reading.values.count == 1 {
      let isPath = value.name.contains("/")
      let isRate =
        abs(value.number) < 1 || hasExplicit && (isPath || Phase(of: value.name) != nil)
      // `ppo/returns/mean: 1.25  <---- of the batch`
      let isPlain = hasExplicit ? tokens.count <= 6 || isPath : tokens.count == 2
      if !isRate || !isPlain { return false }
    }
    return knowsPlace && isParts
      && abs(tokens.count { $0 == .colon } - reading.values.count) <= 1 && !tokens.contains(.junk)
  }

  /// `----- Iteration: 10000 -----`, and nothing else in the line.
  private var isStepAlone: Bool {
    // `Timesteps: 1000/1000000, Remaining Timesteps: 999000, Elapsed Time: 00:00:19`
    if reading.steps != nil, case .word(let first)? = tokens.first, placeKind([first]) == .step {
      return true
    }
    var (words, depth) = (0, 0)
    for token in tokens {
      switch token {
      case .word: words += depth == 0 ? 1 : 0
      case .open: depth += 1
      case .close: depth -= 1
      case .number, .colon, .gap, .room, .slash: break
      case .ordinal, .clock, .junk: return false
      }
    }
    return reading.step != nil && words == 1
  }

  mutating func scan(_ tokens: [Token]) {
    self.tokens = tokens
    while index < tokens.count {
      let token = tokens[index]
      index += 1
      switch token {
      case .word(let word): add(word)
      case .number(let number, let unit): add(number, unit)
      case .colon: colon()
      case .gap, .room: gap()
      case .slash:
        if !label.isEmpty, !hasColon, case .word? = next { (slashed, label) = (label, []) }
      case .ordinal:
        // `Train net output #0: loss = 0.5`
        if placeKind(label) == nil, case .number? = next {
          index += 1
          hasOrdinal = next == .colon
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
    var word = word
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
      if label.count == 1, next == .colon, reading.values.isEmpty,
        Self.isClass(label[0]) || word == "precision"
      {
        about = label[0] + " "
      }
      // `dataset: Kvasir, dice: 0.91`
      if label.count == 1, Self.subjects.contains(label[0].lowercased()), next == .gap {
        if Phase(of: word) == nil { about = word + " " } else { notePhase([word]) }
        word = ""
      }
      label = []
      hasColon = false
    }
    if !word.isEmpty { label.append(word) }
  }

  /// What names the thing that a line is about.
  private static let subjects: Set<String> = ["dataset", "task", "class", "split"]

  mutating func colon() {
    if label.isEmpty { return }
    if case .word(let part)? = next, token(index + 1) == .colon,
      SeriesWords.part(ofWord: part.lowercased()) != nil,
      SeriesWords.isMetric(label.joined(separator: " "))
    {
      (owner, label) = (label.joined(separator: " "), [])
      return
    }
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
    // `Accuracy:  tensor(0.53)`
    if hasColon, case .word(let word)? = token(look), Self.wrappers.contains(word.lowercased()),
      case .open? = token(look + 1)
    {
      index = look
      return
    }
    // `Recall    : 0.6`
    if token(look) == .colon, tokens[index - 1] == .room { return }
    if !label.isEmpty { notePhase(label) }
    label = []
    slashed = nil
    hasColon = false
  }

  /// `train |`, `Validation:`: what follows was measured on that part of the data.
  mutating func notePhase(_ words: [String]) {
    // `PERFORMANCE ON TEST SET:`
    let isOfSet = words.last.map { ["set", "data", "dataset"].contains($0.lowercased()) } ?? false
    guard words.count <= (isOfSet ? 5 : 3), let phase = Phase(of: words.joined(separator: " "))
    else {
      return
    }
    headPhase = phase
  }
}
