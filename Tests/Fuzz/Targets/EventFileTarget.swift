@testable import RunLog

extension FuzzTarget {
  /// TensorBoard's event files: as they are, and an event in a whole frame, which no chance would give
  /// its checksums.
  static let eventFile = FuzzTarget(
    name: "eventFile", seeds: ["Tests/RunLog/Programs/tensorboard"]
  ) { bytes in
    read(bytes)
    read(TFRecords.frame(bytes))
    let half = bytes.count / 2
    read(TFRecords.frame(Array(bytes[..<half])) + TFRecords.frame(Array(bytes[half...])))
    // A file's own frames, around what is in them now.
    read(reframed(bytes))
  }
}

private func read(_ bytes: [UInt8]) {
  var reader = EventFileReader()
  write(bytes.withUnsafeBufferPointer { reader.read($0) } + reader.end())
}

/// The frames of a file with checksums that are right.
private func reframed(_ bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var start = 0
  while start + 16 <= bytes.count {
    let length = Int(bytes[start]) | Int(bytes[start + 1]) << 8
    let end = min(start + 12 + length, bytes.count)
    result += TFRecords.frame(Array(bytes[(start + 12)..<end]))
    start = end + 4
  }
  return result
}
