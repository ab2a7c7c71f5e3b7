import Run

/// The bars of tqdm, and with it those of Lightning, Transformers and fastai:
///
///     Epoch 0: 100%|██████████| 938/938 [00:10<00:00, 90.1it/s, v_num=0, train_loss=0.31]
struct TqdmBars: LineFormat {
  func read(_ line: LogLine) -> [LogPiece]? {
    guard let percent = line.find("%|") else { return narrow(line) ?? unbounded(line) }
    var start = percent
    while start > 0, (0x30...0x39).contains(line.bytes[start - 1]) { start -= 1 }
    guard start < percent, let bar = line.bytes[(percent + 2)...].firstIndex(of: 0x7c) else {
      return start < percent ? open(line, start, percent) : nil
    }
    guard let bracket = line.bytes[bar...].firstIndex(of: UInt8(ascii: "[")) else {
      return open(line, start, percent)
    }
    let counts = String(decoding: line.bytes[(bar + 1)..<bracket], as: UTF8.self)
      .split(separator: "/").map { Numbers.read($0.filter { $0 != " " }) }
    guard counts.count == 2, let done = counts[0] else { return nil }
    return pieces(line, title: start, bracket: bracket, done: done, total: counts[1])
  }

  /// Only the percentage is left of the bar.
  private func open(_ line: LogLine, _ start: Int, _ percent: Int) -> [LogPiece]? {
    let done = Numbers.read(String(decoding: line.bytes[start..<percent], as: UTF8.self)) ?? 0
    return pieces(line, title: start, bracket: nil, done: done, total: 100)
  }

  /// Without room for a bar: `steps:  90% 9000/10000 [53:25<05:56,  2.81it/s, loss=0.0552]`
  private func narrow(_ line: LogLine) -> [LogPiece]? {
    guard let percent = line.find("% "), let bracket = line.find(" [", from: percent),
      bracket - percent < 30, line.find("<", from: bracket) != nil
    else { return nil }
    var start = percent
    while start > 0, (0x30...0x39).contains(line.bytes[start - 1]) { start -= 1 }
    let counts = String(decoding: line.bytes[(percent + 2)..<bracket], as: UTF8.self)
      .split(separator: "/").map { Numbers.read($0) }
    guard start < percent, counts.count == 2, let done = counts[0], counts[1] != nil else {
      return nil
    }
    return pieces(line, title: start, bracket: bracket + 1, done: done, total: counts[1])
  }

  /// `12it [00:03, 3.9it/s, loss=0.5]`
  private func unbounded(_ line: LogLine) -> [LogPiece]? {
    guard let mark = line.find("it ["), mark > 0, (0x30...0x39).contains(line.bytes[mark - 1])
    else { return nil }
    var start = mark
    while start > 0, (0x30...0x39).contains(line.bytes[start - 1]) { start -= 1 }
    let done = Numbers.read(String(decoding: line.bytes[start..<mark], as: UTF8.self)) ?? 0
    return pieces(line, title: start, bracket: mark + 3, done: done, total: nil)
  }

  private func pieces(
    _ line: LogLine, title end: Int, bracket: Int?, done: Double, total: Double?
  ) -> [LogPiece] {
    let title = line.bytes[..<end]
    var reading = Fields.read(Array(title), knowsPlace: true) ?? Reading()
    if !reading.hasPlace, reading.values.isEmpty, let (epoch, of) = Self.count(atEndOf: title) {
      (reading.epoch, reading.epochs) = (epoch, of)
    } else if !reading.hasPlace, reading.values.isEmpty {
      reading.epoch = Self.epoch(of: title)
    }
    reading.step = nil
    // The title is padded when the percentage is.
    var name = String(decoding: LogLine(title).bytes, as: UTF8.self)
    if reading.values.isEmpty { reading.phase = Phase(of: name) } else { name = "" }
    reading.bar = Reading.Bar(title: name, done: done, total: total, isRedrawn: line.isRedrawn)
    guard let bracket else { return [.reading(reading)] }
    var depth = 0
    var close = bracket
    while close < line.bytes.count {
      if line.bytes[close] == UInt8(ascii: "[") { depth += 1 }
      if line.bytes[close] == UInt8(ascii: "]") { depth -= 1 }
      if depth == 0 { break }
      close += 1
    }
    // The clock and the rate come before the names.
    let inside = line.bytes[(bracket + 1)..<close].split(separator: UInt8(ascii: ","))
    let named = inside.dropFirst().compactMap(Self.pair)
    let behind = Fields.values(Array(named.joined(separator: [UInt8(ascii: ",")])))
    reading.values += behind.values
    // `[05:23<00:00, loss=0.633, stage=train]`
    if reading.phase == nil { reading.phase = named.lazy.compactMap(Self.stage).first }
    // `Training: 100%|██| 154/154 [00:33<00:00, 4.53it/s, epoch=0, loss=0.351]`
    reading.epoch = reading.epoch ?? behind.epoch
    let rest = line.part(line.bytes[min(close + 1, line.bytes.count)...])
    if rest.bytes.isEmpty { return [.reading(reading)] }
    guard reading.values.isEmpty, !line.knowsPlace else { return [.reading(reading), .rest(rest)] }
    // Without epochs, what is printed behind the bar stands where the bar does.
    var place = Reading()
    place.step = done
    return [.reading(reading), .reading(place), .rest(rest)]
  }

  /// `loss=0.5`, `loss: 0.5` and `loss - 0.5`; nil for what names nothing.
  private static func pair(_ piece: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    if piece.contains(UInt8(ascii: "=")) || piece.contains(UInt8(ascii: ":")) { return piece }
    let parts = String(decoding: piece, as: UTF8.self).split(separator: " ")
    guard parts.count == 3, parts[1] == "-", Numbers.read(String(parts[2])) != nil else {
      return nil
    }
    return Array("\(parts[0])=\(parts[2])".utf8)[...]
  }

  private static func stage(_ pair: ArraySlice<UInt8>) -> Phase? {
    let parts = String(decoding: pair, as: UTF8.self).split(separator: "=")
    guard parts.count == 2,
      ["stage", "phase", "split", "mode"].contains(LogLine(parts[0].utf8).text)
    else { return nil }
    let word = parts[1].lowercased()
    return SeriesWords.part(ofWord: word) == nil ? nil : Phase(word: word)
  }

  /// `Training 1:`, `EP (eval) 0:`
  private static func epoch(of title: ArraySlice<UInt8>) -> Double? {
    let words = LogLine(title).text.split(separator: " ")
    guard words.count > 1, let last = words.last, last.hasSuffix(":"),
      SeriesWords.part(ofWord: words[words.count - 2].lowercased().filter(\.isLetter)) != nil
    else { return nil }
    let digits = last.dropLast()
    return digits.allSatisfy(\.isNumber) ? Numbers.read(digits) : nil
  }

  /// `[fold_0] 003/200:`
  private static func count(atEndOf title: ArraySlice<UInt8>) -> (Double, Double)? {
    let last = LogLine(title).bytes.split(separator: 0x20).last ?? []
    guard last.last == UInt8(ascii: ":") else { return nil }
    let numbers = last.dropLast().split(separator: UInt8(ascii: "/")).map {
      Numbers.read(String(decoding: $0, as: UTF8.self))
    }
    guard numbers.count == 2, let number = numbers[0], let of = numbers[1], number <= of else {
      return nil
    }
    return (number, of)
  }
}
