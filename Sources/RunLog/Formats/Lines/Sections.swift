import Run

/// A head without numbers over the lines that belong to it:
///
///     Test Error:
///      Accuracy: 50.9%, Avg loss: 2.153
struct Sections: LineFormat {
  private var phase: Phase?
  /// The phase is that of the next reading alone, wherever that stands.
  private var isOfNext = false
  /// The phase is over with the next line that names a step.
  private var endsAtStep = false
  /// The log says where its training begins, too, so that a phase lasts to the next.
  private var hasTraining = false
  /// The lines under the head are settings: one of them holds a word.
  private var holdsSettings = false

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    if let last = line.bytes.last, last == UInt8(ascii: ":"), line.bytes.count < 40,
      !line.bytes.contains(where: { (0x30...0x39).contains($0) })
    {
      return begin(Self.isOfSettings(line.text) ? nil : Phase(of: line.text))
    }
    if let named = Self.named(line) {
      return begin(named, endsAtStep: true)
    }
    // A whole training is no part of the data.
    if Self.beginsTraining(line) { return begin(nil) + [.reading(Reading(beginsRun: true))] }
    if let begun = Self.begun(line) {
      hasTraining = hasTraining || begun.isTraining
      return begin(
        begun,
        isOfNext: !hasTraining && Self.tests.union(Self.heads).contains(begun.word))
    }
    guard let phase else { return nil }
    if let isNumber = Self.pair(line.text) {
      holdsSettings = holdsSettings || !isNumber
      if holdsSettings { return [] }
    } else {
      holdsSettings = false
    }
    guard var reading = Fields.read(line.bytes, knowsPlace: line.knowsPlace) else { return nil }
    if (reading.epoch != nil && !isOfNext) || (endsAtStep && reading.step != nil) {
      (self.phase, endsAtStep) = (nil, false)
      return [.reading(reading)]
    }
    if isOfNext { (self.phase, isOfNext) = (nil, false) }
    // `Loss: 1.85 Val Loss: 2.53` says itself what it is of.
    let saysItself = reading.values.contains { value in
      (value.phase ?? Phase(of: value.name)).map { !$0.isTraining } ?? false
    }
    if saysItself, !phase.isTraining { return [.reading(reading)] }
    for index in reading.values.indices
    where reading.values[index].phase == nil && Phase(of: reading.values[index].name) == nil {
      reading.values[index].phase = phase
    }
    return [.reading(reading)]
  }

  /// `INFO: Starting training for 5 epoch(s)`
  private static func beginsTraining(_ line: LogLine) -> Bool {
    guard line.bytes.count < 100, line.find("raining") != nil || line.find("开始") != nil else {
      return false
    }
    let text = line.text.lowercased()
    return [
      "starting training", "start training", "training started", "开始训练",
      "training until validation scores",
    ]
    .contains(where: text.contains)
  }

  /// `Training with params:`
  private static func isOfSettings(_ line: String) -> Bool {
    let line = line.lowercased()
    return ["param", "config", "argument", "setting"].contains(where: line.contains)
  }

  /// What follows belongs to a phase, or to none.
  private mutating func begin(
    _ new: Phase?, isOfNext: Bool = false, endsAtStep: Bool = false
  ) -> [LogPiece] {
    (phase, holdsSettings) = (new, false)
    (self.isOfNext, self.endsAtStep) = (isOfNext, endsAtStep)
    return []
  }

  /// `Testing in eval mode...`, `Running Validation...` and `Training...`, without a number.
  private static func begun(_ line: LogLine) -> Phase? {
    guard line.bytes.count < 60, !line.bytes.contains(where: { (0x30...0x39).contains($0) }) else {
      return nil
    }
    var words = line.text.split(whereSeparator: { !$0.isLetter }).map { $0.lowercased() }
    if ["running", "start", "starting", "begin", "beginning"].contains(words.first) {
      words.removeFirst()
      guard let word = words.first, SeriesWords.part(ofWord: word) != nil else { return nil }
      return Phase(word: word)
    }
    guard let word = words.first else { return nil }
    // `Validation results`, `Eval begin...`
    let follows: Set = ["results", "result", "metrics", "stats", "statistics", "begin", "begins"]
    if words.count == 2, follows.contains(words[1]), SeriesWords.part(ofWord: word) != nil {
      return Phase(word: word)
    }
    // `Validation...` and nothing else
    let isHead = words.count == 1 && line.text.hasSuffix("...") && heads.contains(word)
    let isTest = isHead || tests.contains(word)
    // `Training...` and nothing else: a sentence may begin so.
    let isTraining = words == ["training"] && line.bytes.last == UInt8(ascii: ".")
    return isTest || isTraining ? Phase(word: word) : nil
  }

  private static let tests: Set<String> = ["testing", "validating", "evaluating"]
  private static let heads: Set<String> = ["test", "validation", "evaluation"]

  /// `evaluate:dev`
  private static func named(_ line: LogLine) -> Phase? {
    guard line.find("eval") != nil else { return nil }
    let words = line.text.split(separator: " ").last?.split(separator: ":") ?? []
    guard words.count == 2, words[0].lowercased().hasPrefix("eval"),
      SeriesWords.part(ofWord: words[1].lowercased()) != nil
    else { return nil }
    return Phase(word: words[1].lowercased())
  }

  /// Whether the value of `key: value` is a number; nil for a line of any other form.
  private static func pair(_ line: String) -> Bool? {
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasPrefix(" "),
      parts[0].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { return nil }
    let value = parts[1].drop { $0 == " " }
    guard !value.contains(" "), !value.contains("%") else { return nil }
    return Numbers.read(String(value)) != nil
  }
}
