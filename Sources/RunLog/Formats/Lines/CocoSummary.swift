/// What COCO's own tools print after an evaluation:
///
///      Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.588
struct CocoSummary: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard line.bytes.starts(with: "Average ".utf8), let open = line.find(") @["),
      let close = line.find("] = ", from: open), let short = line.find("("), short < open,
      let value = Numbers.read(String(decoding: line.bytes[(close + 4)...], as: UTF8.self))
    else { return nil }
    // The blanks are there for people: `area=   all`.
    let conditions = String(decoding: line.bytes[(open + 4)..<close], as: UTF8.self)
      .split(separator: "|").map { $0.filter { $0 != " " } }
    let measure = String(decoding: line.bytes[(short + 1)..<open], as: UTF8.self)
    var reading = Reading()
    reading.values = [
      Reading.Value(([measure] + conditions).joined(separator: " "), value)
    ]
    return [.reading(reading)]
  }
}
