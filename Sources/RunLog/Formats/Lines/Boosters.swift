/// XGBoost, LightGBM and CatBoost, whose rounds stand before the names:
///
///     [0]     train-rmse:0.51     eval-rmse:0.53
///     [1]     valid_0's binary_logloss: 0.61
///     0:      learn: 0.6822   test: 0.6831    best: 0.6831 (0)   total: 52ms   remaining: 52s
struct Boosters: LineFormat {
  /// LightGBM says a round once more after `best iteration is:`.
  private var isRepeated = false

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    let wasRepeated = isRepeated
    isRepeated =
      line.bytes.last == UInt8(ascii: ":") && line.text.lowercased().contains("best iteration")
    if isRepeated { return [] }
    // What a notebook printed before may stand in the same line: `dtype: int64[0]  train-auc:0.9`.
    let bytes = line.bytes[(Self.glued(line) ?? 0)...]
    let isBracket = bytes.first == UInt8(ascii: "[")
    let body = bytes.dropFirst(isBracket ? 1 : 0)
    let digits = body.prefix { (0x30...0x39).contains($0) }
    let rest = body[digits.endIndex...]
    guard !digits.isEmpty, rest.first == UInt8(ascii: isBracket ? "]" : ":"),
      let after = rest.dropFirst().first, after == UInt8(ascii: "\t"),
      let round = Numbers.read(String(decoding: digits, as: UTF8.self))
    else { return nil }
    if wasRepeated { return [] }
    var reading = Fields.values(Array(rest.dropFirst()))
    // The words here are names of data sets, not what the line is about.
    for index in reading.values.indices { reading.values[index].phase = nil }
    (reading.epoch, reading.step) = (nil, round)
    return [.reading(reading)]
  }

  /// Where `[0]` and a tab stand behind another word.
  private static func glued(_ line: LogLine) -> Int? {
    guard let end = line.find("]\t"),
      let open = line.bytes[..<end].lastIndex(of: UInt8(ascii: "[")), open > 0, open + 1 < end,
      line.bytes[open - 1] > 0x20, line.bytes[(open + 1)..<end].allSatisfy({ $0 &- 0x30 < 10 })
    else { return nil }
    return open
  }
}
