/// What a series measures, and on which part of the data, read off the name a program gives it.
///
/// This is all that is ever read into a name, by the one table of `SeriesWords`; everything else
/// treats series alike.
public struct SeriesName: Sendable, Equatable {
  public enum Part: Sendable { case train, test }

  /// What it measures, as printed: `loss` of `train/loss`, `Loss` of `Val. Loss`.
  public let quantity: String
  /// Nil for a name that speaks of no part of the data.
  public let part: Part?
  /// The word for the part, e.g. `val`; the whole name where there is none.
  public let label: String

  public init(_ name: String) {
    if let (rank, rest) = Self.rank(of: name) {
      // A rank's series share the charts of the others.
      let own = SeriesName(rest)
      quantity = own.quantity
      self.part = own.part
      label = own.part == nil ? rank : "\(rank)/\(own.label)"
      return
    }
    var words: [(separator: String, word: String)] = [("", "")]
    for character in name {
      let last = words.count - 1
      if character.isLetter || character.isNumber || "()@".contains(character) {
        words[last].word.append(character)
      } else if words[last].word.isEmpty {
        words[last].separator.append(character)
      } else {
        words.append((String(character), ""))
      }
    }
    func part(_ word: String) -> Part? { SeriesWords.part(ofWord: word.lowercased()) }
    let spoken = words.first { part($0.word) != nil }
    let rest = words.filter { part($0.word) == nil && !$0.word.isEmpty }
    let prefix = SeriesWords.prefixes.first { name.hasPrefix($0) && name != $0 }
    if let spoken, let first = rest.first {
      self.part = part(spoken.word)
      label = spoken.word
      quantity = first.word + rest.dropFirst().map { $0.separator + $0.word }.joined()
    } else if let prefix {
      (self.part, label) = (part(prefix), prefix)
      quantity = String(name.dropFirst(prefix.count))
    } else {
      (self.part, label, quantity) = (nil, name, name)
    }
  }

  /// `rank1` and `step loss` of `rank1/step loss`.
  private static func rank(of name: String) -> (rank: String, rest: String)? {
    guard name.hasPrefix("rank"), let slash = name.firstIndex(of: "/") else { return nil }
    let number = name[..<slash].dropFirst(4)
    let rest = name[name.index(after: slash)...]
    guard !number.isEmpty, number.allSatisfy({ "0"..."9" ~= $0 }), !rest.isEmpty else { return nil }
    return (String(name[..<slash]), String(rest))
  }

  /// The same for all spellings of a quantity: series that share it share a chart.
  public var key: String {
    let word = quantity.lowercased()
    return SeriesWords.spellings[word] ?? word
  }
}
