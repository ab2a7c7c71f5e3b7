/// Any other line: `name: number` pairs beside an epoch, a step or a metric.
struct NamedNumberLines: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    Fields.read(line.bytes, knowsEpoch: line.knowsEpoch).map { [.reading($0)] }
  }
}
