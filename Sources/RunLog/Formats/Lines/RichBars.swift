/// Lightning's bars drawn by Rich:
///
///     Epoch 0/9 ━━━━━━━━━━━━━━━ 100/100 0:00:05 • 0:00:00 20.5it/s v_num: 0.000 loss: 0.3
struct RichBars: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard let first = line.find("━━"), first > 0 else { return nil }
    var reading = Fields.read(Array(line.bytes[..<first]), knowsPlace: false) ?? Reading()
    let after = line.bytes[first...].drop { $0 >= 0x80 || $0 == 0x20 }
    let counts = after.prefix { $0 != 0x20 }.split(separator: UInt8(ascii: "/"))
      .map { Numbers.read(String(decoding: $0, as: UTF8.self)) }
    guard counts.count == 2, let done = counts[0] else { return nil }
    reading.step = nil
    reading.values += Fields.values(Array(after.drop { $0 != 0x20 })).values
    reading.bar = Reading.Bar(
      title: "", done: done, total: counts[1], isRedrawn: line.isRedrawn)
    return [.reading(reading)]
  }
}
