/// timm, whose epoch stands after the part of the data:
///
///     Train: 0 [  50/1251 (  4%)]  Loss: 6.94 (6.95)  Time: 0.507s, …  LR: 1.000e-03
struct Timm: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard line.bytes.starts(with: "Train: ".utf8), let bracket = line.find(" [", from: 7),
      let epoch = Numbers.read(String(decoding: line.bytes[7..<bracket], as: UTF8.self)),
      var reading = Fields.read(Array("epoch ".utf8) + line.bytes[7...], knowsPlace: true)
    else { return nil }
    reading.epoch = epoch
    return [.reading(reading)]
  }
}
