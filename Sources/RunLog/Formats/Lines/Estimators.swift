import Run

/// What TensorFlow's estimators say of an evaluation:
///
///     Saving dict for global step 5468: eval_accuracy = 0.85, global_step = 5468, loss = 0.7218
struct Estimators: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    let words: StaticString = "Saving dict for global step "
    guard let start = line.find(words) else { return nil }
    let after = line.bytes[(start + words.utf8CodeUnitCount)...]
    guard let colon = after.firstIndex(of: UInt8(ascii: ":")),
      let step = Numbers.read(String(decoding: after[..<colon], as: UTF8.self))
    else { return nil }
    var reading = Fields.values(Array(after[(colon + 1)...]))
    (reading.step, reading.stepWord) = (step, "global_step")
    for index in reading.values.indices where Phase(of: reading.values[index].name) == nil {
      reading.values[index].phase = Phase(word: "eval")
    }
    return [.reading(reading)]
  }
}
