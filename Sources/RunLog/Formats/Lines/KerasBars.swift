/// Keras' bars, old and new:
///
///     4500/4500 [==============================] - 3s 2ms/step - loss: 2.3000 - acc: 0.2000
///     938/938 ━━━━━━━━━━━━━━━━━━━━ 3s 2ms/step - accuracy: 0.8 - loss: 0.5
struct KerasBars: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard let slash = line.bytes.prefix(12).firstIndex(of: UInt8(ascii: "/")),
      let done = Numbers.read(String(decoding: line.bytes[..<slash], as: UTF8.self))
    else { return nil }
    let end = line.bytes[(slash + 1)...].firstIndex { $0 == 0x20 } ?? line.bytes.count
    let total = Numbers.read(String(decoding: line.bytes[(slash + 1)..<end], as: UTF8.self))
    let rest = line.bytes[end...].drop { $0 == 0x20 }
    let isBar =
      rest.starts(with: "[=".utf8) || rest.starts(with: "[>".utf8) || rest.starts(with: "[.".utf8)
      || rest.starts(with: "━".utf8) || rest.starts(with: "- ".utf8)
    guard isBar else { return nil }
    // Where a notebook has lost what goes back, the drawing before stands in the same line.
    let again = line.find("ETA:").flatMap { line.find("/step - ", from: $0) }
    let tail =
      again.map { line.bytes[($0 + 5)...] }
      ?? rest.drop { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "-") && $0 < 0x80 }
    var reading = Fields.values(Array(tail.drop { $0 >= 0x80 || $0 == UInt8(ascii: "]") }))
    (reading.epoch, reading.step) = (nil, nil)
    // What is left of an older drawing behind a shorter one.
    var names: Set<String> = []
    reading.values.removeAll { !names.insert($0.name).inserted }
    // While a time is left to wait the bar is drawn once more.
    let isLast = again != nil || line.find("ETA:") == nil
    reading.bar = Reading.Bar(
      title: "", done: isLast ? done : min(done, (total ?? done) - 1), total: total, isKeras: true,
      isRedrawn: line.isRedrawn)
    return [.reading(reading)]
  }
}
