import Run

/// A head without numbers over the lines that belong to it:
///
///     Test Error:
///      Accuracy: 50.9%, Avg loss: 2.153
struct Sections: LineFormat {
  private var phase: Phase?

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    if let last = line.bytes.last, last == UInt8(ascii: ":"), line.bytes.count < 40,
      !line.bytes.contains(where: { (0x30...0x39).contains($0) })
    {
      phase = Phase(of: line.text)
      return []
    }
    guard let phase else { return nil }
    guard var reading = Fields.read(line.bytes, knowsEpoch: line.knowsEpoch) else { return nil }
    if reading.epoch != nil {
      self.phase = nil
      return [.reading(reading)]
    }
    for index in reading.values.indices
    where reading.values[index].phase == nil && Phase(of: reading.values[index].name) == nil {
      reading.values[index].phase = phase
    }
    return [.reading(reading)]
  }
}
