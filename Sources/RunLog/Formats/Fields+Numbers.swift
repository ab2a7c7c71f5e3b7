import Run

// What a number is a value of, or a place.

extension Fields {
  mutating func add(_ number: Double, _ unit: Token.Unit) {
    let (words, isExplicit) = (label, hasColon)
    label = []
    hasColon = false
    guard !words.isEmpty else { return addBare(number, unit) }
    if let owner, words.count == 1, let part = Phase(of: words[0]) {
      let isPercent = unit == .percent
      return append(owner, number, isPercent: isPercent, isMetric: true, phase: part)
    }
    owner = nil
    if words.count == 1, Self.small.contains(words[0].lowercased()), !isExplicit,
      next == .word("epoch"), reading.epoch == nil, number == number.rounded(), number >= 0
    {
      // `in 0 epoch`
      index += 1
      reading.epoch = number
      return
    }
    if !isExplicit, placeKind(words) == nil {
      // `Loss after 100 steps: 0.7`
      if words.count > 1, Self.places.contains(words[words.count - 1].lowercased()),
        case .word(let word)? = next, let kind = placeKind([word])
      {
        index += 1
        label = Array(words.dropLast())
        switch kind {
        case .epoch: reading.epoch = reading.epoch ?? number
        // `episode 1 finished in 450 steps` has its place.
        case .step: reading.step = reading.step ?? number
        }
        return
      }
      // A part of one stands in no name: `median dist 23.67 sum of rewards=105.4`.
      if number == number.rounded(), isWithinName(words) {
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
    if !isExplicit, words.count == 1, Self.places.contains(words[0].lowercased()),
      case .word(let word)? = next, let kind = placeKind([word]), number == number.rounded()
    {
      // `After 1000 steps, cross entropy on all data is 0.65`
      index += 1
      switch kind {
      case .epoch: reading.epoch = reading.epoch ?? number
      case .step: (reading.step, reading.stepWord) = (reading.step ?? number, word.lowercased())
      }
      return
    }
    if !isExplicit, number == number.rounded(), words.count > 1,
      Self.spans.contains(words[words.count - 1].lowercased()), skipSpan()
    {
      // `average reward over 100 runs is 403.4`
      label = Array(words.dropLast())
      return
    }
    if unit == .time || isInSeconds {
      // `DONE (t=0.08s)`
      if isExplicit, !isOfClock(words), let name = name(words, isExplicit: true), name != "t" {
        append(name, number, isPercent: false)
      }
      return skipTimes()
    }
    let (total, isPercent, value) = ratio(number, unit)
    if isSquare, total != nil, words.count == 1, !isExplicit, Phase(of: words[0]) != nil {
      // `[Train 30/1882]`
      notePhase(words)
      bareIsStep = true
      bare.append((value, total))
      return
    }
    if let kind = placeKind(words), value == value.rounded() || kind == .epoch, value >= 0 {
      setPlace(words, kind, value, total)
      // `Loss at step 100: 0.5`
      let name = words.dropLast().filter { !Self.small.contains($0.lowercased()) }
      let isJoined = name.count < words.count - 1 && !name.isEmpty && next == .colon
      if !isExplicit, isJoined || SeriesWords.isMetric(name.joined(separator: " ")) { label = name }
      return
    }
    if let first = slashed, let total {
      slashed = nil
      append(first.joined(separator: " "), value, isPercent: false, isMetric: true)
      return append(words.joined(separator: " "), total, isPercent: false, isMetric: true)
    }
    if slashNames(words, value, total) { return }
    guard let name = name(words, isExplicit: isExplicit) else { return }
    if !isExplicit, number == number.rounded(), !SeriesWords.isMetric(name), next == .gap,
      case .word(let word)? = token(index + 1), SeriesWords.epochs.contains(word.lowercased())
    {
      // `Fold 1 | Epoch 1 | loss 0.4`
      return
    }
    let isCount = total.map { $0 > 1 && value == value.rounded() } ?? false
    let result = isPercent ? value : isCount ? value / (total ?? 1) : value
    append(name, result, isPercent: isPercent)
    if let total, !isCount, !isPercent { append(name + " (2)", total, isPercent: false) }
  }

  static let levels: Set<String> = [
    "INFO", "DEBUG", "WARN", "WARNING", "ERROR", "TRACE", "NOTE", "LOG", "GPU", "CPU",
  ]

  /// `ORG`, `LOC`: a kind of thing that is found in text.
  static func isClass(_ word: String) -> Bool {
    word.count > 1 && word.count < 12 && word.allSatisfy { $0.isASCII && $0.isUppercase }
      && !levels.contains(word) && Phase(of: word) == nil && !SeriesWords.isMetric(word)
      && !SeriesWords.epochs.contains(word.lowercased())
      && !SeriesWords.steps.contains(word.lowercased())
  }

  private static let places: Set<String> = ["after", "at", "@", "in"]
  private static let spans: Set<String> = ["over", "last", "past"]

  /// Passes over what an average is of, where a number comes behind it: `runs is 403.4`.
  private mutating func skipSpan() -> Bool {
    var look = index
    while case .word? = token(look) { look += 1 }
    guard look > index, token(look) == .colon || token(look - 1) == .word("is") else {
      return false
    }
    hasColon = true
    index = token(look) == .colon ? look + 1 : look
    return true
  }

  /// `7.18 (s)`
  private var isInSeconds: Bool {
    guard case .open? = next, case .word(let unit)? = token(index + 1) else { return false }
    return ["s", "sec", "ms", "seconds"].contains(unit) && token(index + 2) == .close
  }

  /// The words without what only joins them; nil when they are no name.
  func name(_ words: [String], isExplicit: Bool) -> String? {
    var name = words
    // `Trial 3 finished with value: 0.5`
    if words.count > 2, words[0].lowercased() == "finished" { name.removeFirst() }
    while let last = name.last, Self.small.contains(last.lowercased()) { name.removeLast() }
    while let first = name.first, Self.small.contains(first.lowercased()) { name.removeFirst() }
    let text = name.joined(separator: " ")
    guard text.contains(where: { $0.isLetter || $0.isNumber }), !SeriesWords.isUnread(text),
      name.count > 1 || !Self.levels.contains(name[0])
    else { return nil }
    // `learning rate set to 0.1` is a sentence, `cross entropy on all data is 0.5` a reading.
    let isStated = words.last == "is" && reading.hasPlace && name.count < 7
    if !isExplicit,
      (name.count > 3 && !isStated)
        || (name.count < words.count && !SeriesWords.isMetric(text) && !SeriesWords.isRate(text))
    {
      return nil
    }
    return text
  }

  /// `1/10 loss: 0.5`, `epoch 001:    100 / 1000 loss=4.2`.
  private mutating func addBare(_ number: Double, _ unit: Token.Unit) {
    if nameAfter(number, unit) { return }
    if index == 1, case .open? = token(index), case .word? = token(index + 1), unit == .none,
      number == number.rounded(), number >= 0
    {
      // `100 [D loss: 0.2, acc.: 96.88%] [G loss: 2.1]`
      (reading.step, reading.isUnnamed) = (number, true)
      return
    }
    if index == 1, next == .colon, case .word? = token(index + 1), unit == .none {
      // `13501: done 5 episodes, mean_reward=9.80`
      return bare.append((number, nil))
    }
    if token(index - 2) == .colon, reading.hasPlace, reading.values.isEmpty, unit == .none,
      number != number.rounded() || tokens.count == 4
    {
      // `Epoch 1 : 0.1375`, and `Episode 10: 16.0` alone
      return append("value", number, isPercent: false, isMetric: true)
    }
    var look = index
    while isBlank(look) { look += 1 }
    // `8.5% 5000/58874`
    let isAfterPart = if case .number(_, .percent)? = token(index - 2) { true } else { false }
    guard token(look) == .slash, index == 1 || reading.epoch != nil || isAfterPart else { return }
    bareIsStep = bareIsStep || isAfterPart
    look += 1
    while isBlank(look) { look += 1 }
    guard case .number(let of, .none)? = token(look) else { return }
    index = look + 1
    if case .word(let word)? = next, word.lowercased() == "epoch", reading.epoch == nil {
      // `10/10 epoch G_loss: 14.5`
      index += 1
      (reading.epoch, reading.epochs) = (number, of)
      return
    }
    bare.append((number, of))
  }

  /// `3 epoch, loss: 0.5`; in an epoch that is named also `0.98 loss, 94.28% accuracy`.
  private mutating func nameAfter(_ number: Double, _ unit: Token.Unit) -> Bool {
    var (look, words) = (index, [String]())
    while case .word(let word)? = token(look) {
      words.append(word)
      look += 1
    }
    if words.first?.lowercased() == "epoch", words.count > 1, index == 1, reading.epoch == nil,
      number == number.rounded(), number >= 0
    {
      // `0 epoch. generator loss: 0.5`
      reading.epoch = number
      index += 1
      return true
    }
    guard (1...3).contains(words.count), look == tokens.count || token(look) == .gap else {
      return false
    }
    if words.count == 1, words[0].lowercased() == "epoch", reading.epoch == nil,
      number == number.rounded(), number >= 0
    {
      (reading.epoch, index) = (number, look)
      return true
    }
    let name = words.joined(separator: " ")
    guard reading.epoch != nil, unit == .none || unit == .percent, SeriesWords.isMetric(name)
    else { return false }
    append(name, number, isPercent: unit == .percent)
    index = look
    return true
  }

  func token(_ position: Int) -> Token? {
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
    // `top 5 acc: 0.5`
    let isTop = label.count == 1 && label[0].lowercased() == "top"
    if case .number? = token(look) { return isTop || label.count > 1 || look - index > 3 }
    return false
  }

  /// Whether a time is that of the whole run: `ETA`, `elapsed`; or in parts, as `0m 7s` is.
  private func isOfClock(_ words: [String]) -> Bool {
    if case .number(_, .time)? = next { return true }
    let clocks: Set = ["eta", "elapsed", "remaining", "left", "total", "passed", "since", "ago"]
    return words.contains { clocks.contains($0.lowercased()) }
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

  enum PlaceKind { case epoch, step }

  func placeKind(_ label: [String]) -> PlaceKind? {
    var words = label.map { $0.lowercased() }
    // `epoch id: 0`
    if words.count > 1,
      ["id", "idx", "no", "number", "index", "i"].contains(words[words.count - 1]),
      SeriesWords.epochs.contains(words[words.count - 2])
        || SeriesWords.steps.contains(words[words.count - 2])
    {
      words.removeLast()
    }
    guard let last = words.last, words.count <= 6 else { return nil }
    let others = words.dropLast()
    if others.contains(where: SeriesWords.countWords.contains) { return nil }
    // How many an episode had.
    if others.last == "episode", last == "steps" { return nil }
    if SeriesWords.epochs.contains(last) || last.hasSuffix("/epoch") { return .epoch }
    return SeriesWords.steps.contains(last) ? .step : nil
  }

  private mutating func setPlace(
    _ label: [String], _ kind: PlaceKind, _ value: Double, _ total: Double?
  ) {
    notePhase(label)
    switch kind {
    case .epoch:
      // `Best acc: 0.91, epoch: 3` tells of an epoch, and does not stand in it.
      let isBest = reading.values.allSatisfy { $0.name.lowercased().contains("best") }
      guard reading.epoch == nil, reading.values.isEmpty || !isBest else { return }
      (reading.epoch, reading.epochs) = (value, total)
      let isPlural = label.last?.lowercased() == "epochs" && total == nil
      // `EPOCHS: 279` is a setting, `EPOCHS: 19, Loss: 1.8` an epoch.
      hasPlural = isPlural
    case .step:
      let word = label.last?.lowercased() ?? ""
      if let step = reading.step, reading.epoch == nil {
        // `Step 9999 @ Episode 1/10000`, `Episode: 11  Timestep: 1000`: an episode has steps.
        if word == "episode" {
          (reading.epoch, reading.epochs) = (value, total)
        } else if reading.stepWord == "episode" {
          (reading.epoch, reading.epochs, reading.step) = (step, reading.steps, nil)
        }
      }
      guard reading.step == nil else { return }
      (reading.step, reading.steps, reading.stepWord) = (value, total, word)
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

  mutating func append(
    _ name: String, _ number: Double, isPercent: Bool, isMetric: Bool = false,
    phase part: Phase? = nil
  ) {
    let isMetric = isMetric || SeriesWords.isMetric(name)
    if isMetric { metrics += 1 }
    let name = about + name
    var value = Reading.Value(name, number, isPercent: isPercent)
    if let part {
      value.phase = part
    } else if let own = Phase(of: name) {
      phase = name.contains(" ") ? own : phase
    } else {
      value.phase = headPhase ?? (isMetric ? phase : nil)
    }
    reading.values.append(value)
  }

  private var hasBothParts: Bool {
    let parts = reading.values.compactMap { $0.phase ?? Phase(of: $0.name) }
    return parts.contains(where: \.isTraining) && parts.contains { !$0.isTraining }
  }

  /// Numbers in brackets are the epoch and the step, in that order.
  mutating func settleBare() {
    // `[1] loss: train=0.6, val=0.5`: what was measured on both parts of the data is of an epoch.
    if bare.count == 1, bare[0].of == nil, reading.epoch == nil, hasBothParts {
      reading.epoch = bare[0].number
      return
    }
    for (number, of) in bare where number >= 0 && number == number.rounded() {
      // `18/3000: episode: 1, duration: 0.784s`: steps of all that there will be.
      if bare.count == 1, reading.stepWord == "episode", of != nil { continue }
      // Nobody trains for so many epochs.
      let isLong = bare.count == 1 && (of ?? 0) > 5000
      if reading.epoch == nil, !bareIsStep, !isLong, !(knowsPlace && bare.count == 1),
        of != nil || bare.count > 1
      {
        (reading.epoch, reading.epochs) = (number, of)
      } else if reading.step == nil {
        (reading.step, reading.steps, reading.isUnnamed) = (number, of, true)
      }
    }
  }
}
