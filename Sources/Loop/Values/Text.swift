import Autograd

/// Searching in strings, by code points or bytes: Swift's own compares what looks the same.
enum Text {
  /// Where `part` first stands in `whole` at or after a place.
  static func find<Element: Equatable>(_ part: [Element], in whole: [Element], from start: Int)
    -> Int?
  {
    guard start >= 0, part.count <= whole.count else { return nil }
    guard let first = part.first else { return start <= whole.count ? start : nil }
    var place = start
    let last = whole.count - part.count
    while place <= last {
      if whole[place] == first, whole[place..<(place + part.count)].elementsEqual(part) {
        return place
      }
      place += 1
    }
    return nil
  }

  /// Where `part` last stands in `whole`.
  static func findLast<Element: Equatable>(_ part: [Element], in whole: [Element]) -> Int? {
    var place = whole.count - part.count
    while place >= 0 {
      if whole[place..<(place + part.count)].elementsEqual(part) { return place }
      place -= 1
    }
    return nil
  }

  /// The pieces between the places where `separator` stands.
  static func split(
    _ whole: [Unicode.Scalar], by separator: [Unicode.Scalar], limit: Int? = nil
  ) -> [[Unicode.Scalar]] {
    var pieces: [[Unicode.Scalar]] = []
    var start = 0
    while limit.map({ pieces.count < $0 }) ?? true,
      let place = find(separator, in: whole, from: start)
    {
      pieces.append(Array(whole[start..<place]))
      start = place + separator.count
    }
    pieces.append(Array(whole[start...]))
    return pieces
  }

  /// The known word most like a mistyped one, for "Did you mean". CPython's measure: the number of
  /// edits, where a change of case costs half, must be below a third of both words' length.
  static func closest(to word: String, among words: some Sequence<String>) -> String? {
    let typed = Array(word.utf8)
    guard typed.count < 500 else { return nil }
    var best: (word: String, cost: Int)?
    for candidate in words where candidate != word {
      let other = Array(candidate.utf8)
      let most = min((typed.count + other.count + 3) * 2 / 6, best.map { $0.cost - 1 } ?? .max)
      guard abs(typed.count - other.count) * 2 <= most else { continue }
      let cost = distance(typed, other)
      if cost <= most { best = (candidate, cost) }
    }
    return best?.word
  }

  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
    var row = (0...b.count).map { $0 * 2 }
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = (i + 1) * 2
      for (j, y) in b.enumerated() {
        let change = x == y ? 0 : lower(x) == lower(y) ? 1 : 2
        let next = min(diagonal + change, row[j] + 2, row[j + 1] + 2)
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }
}
