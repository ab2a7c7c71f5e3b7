/// The lines of PyTorch's tutorials on recurrent networks: the time, the step and how much is done, and the
/// loss, which they do not name.
///
///     0m 24s (- 6m 35s) (5000 6%) 3.5270
///     5000 5% (0m 7s) 2.6379 Rovigatti / Italian
struct TutorialLines: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    // By bytes first, as every line comes by here.
    guard line.bytes.count < 400, line.find("% (") != nil || line.find("%) ") != nil else {
      return nil
    }
    let words = line.text.split(separator: " ").map(String.init)
    guard words.count > 3, words.count < 40,
      let percent = words.firstIndex(where: { $0.hasSuffix("%)") || $0.hasSuffix("%") }),
      percent > 0
    else { return nil }
    let isInBrackets = words[percent].hasSuffix(")") && words[percent - 1].hasPrefix("(")
    let done = words[percent].filter { $0 != "%" && $0 != ")" }
    guard Numbers.read(done) != nil, isInBrackets || percent == 1,
      let step = Numbers.read(words[percent - 1].filter { $0 != "(" }), step == step.rounded()
    else { return nil }
    var after = words[(percent + 1)...]
    if !isInBrackets {
      // `(0m 7s)`
      guard after.count > 2, after.removeFirst().hasPrefix("("), after.removeFirst().hasSuffix("s)")
      else { return nil }
    }
    var reading = Reading()
    (reading.step, reading.stepWord) = (step, "iteration")
    if let text = after.first, let number = Numbers.read(text), !isInBrackets || after.count == 1 {
      reading.values = [Reading.Value("value", number)]
    } else if isInBrackets,
      let named = Fields.read(Array(after.joined(separator: " ").utf8), knowsPlace: true)
    {
      reading.values = named.values
    }
    return reading.values.isEmpty ? nil : [.reading(reading)]
  }
}
