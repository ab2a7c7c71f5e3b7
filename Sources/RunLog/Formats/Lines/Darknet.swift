/// Darknet's lines: the batch, its loss, the average so far, and what says less.
///
///      1: 1957.635620, 1957.635620 avg loss, 0.000000 rate, 22.275993 seconds, 64 images, 3.1 hours left
struct Darknet: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard let colon = line.bytes.prefix(10).firstIndex(of: UInt8(ascii: ":")),
      let step = Numbers.read(String(decoding: line.bytes[..<colon], as: UTF8.self)),
      line.find(" avg") != nil, line.find(" rate, ") != nil
    else { return nil }
    let parts = line.bytes[(colon + 1)...].split(separator: UInt8(ascii: ",")).map {
      LogLine($0).text.split(separator: " ", maxSplits: 1).map(String.init)
    }
    guard parts.count > 3, parts[0].count == 1, let loss = Numbers.read(parts[0][0]) else {
      return nil
    }
    var reading = Reading()
    (reading.step, reading.stepWord) = (step, "batch")
    reading.values = [Reading.Value("loss", loss)]
    for part in parts.dropFirst() where part.count == 2 {
      guard let number = Numbers.read(part[0]) else { continue }
      switch part[1] {
      case "avg", "avg loss": reading.values.append(Reading.Value("avg loss", number))
      case "rate": reading.values.append(Reading.Value("rate", number))
      case "seconds": reading.seconds = number
      default: break
      }
    }
    return [.reading(reading)]
  }
}
