import Run

/// Any other line: `name: number` pairs beside an epoch, a step or a metric.
struct NamedNumberLines: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard let reading = Fields.read(line.bytes, knowsPlace: line.knowsPlace) else { return nil }
    // `"dropout": 0.1,` of settings that are printed over several lines.
    if line.bytes.first == UInt8(ascii: "\""), !reading.hasPlace,
      !reading.values.contains(where: {
        SeriesWords.isMetric($0.name) && !SeriesWords.isRate($0.name)
      })
    {
      return []
    }
    return [.reading(reading)]
  }
}
