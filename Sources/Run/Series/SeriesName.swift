/// What a series measures, and on which part of the data, read off the name a program gives it.
///
/// This is all that is ever read into a name; everything else treats series alike.
public struct SeriesName: Sendable, Equatable {
  public enum Part: Sendable { case train, test }

  /// What it measures, as printed: `loss` of `train/loss`, `Loss` of `Val. Loss`.
  public let quantity: String
  /// Nil for a name that speaks of no part of the data.
  public let part: Part?
  /// The word for the part, e.g. `val`; the whole name where there is none.
  public let label: String

  private static let parts: [String: Part] = [
    "train": .train, "training": .train, "val": .test, "valid": .test, "validation": .test,
    "eval": .test, "evaluation": .test, "dev": .test, "test": .test, "testing": .test,
  ]
  /// Words that stand without a space before what they speak of.
  private static let prefixes: [(word: String, part: Part)] = [
    ("训练", .train), ("验证", .test), ("测试", .test),
  ]
  /// Other spellings of a quantity.
  private static let spellings = ["acc": "accuracy", "准确率": "accuracy", "损失": "loss"]

  public init(_ name: String) {
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
    let spoken = words.first { Self.parts[$0.word.lowercased()] != nil }
    let rest = words.filter { Self.parts[$0.word.lowercased()] == nil && !$0.word.isEmpty }
    let prefix = Self.prefixes.first { name.hasPrefix($0.word) && name != $0.word }
    if let spoken, let first = rest.first {
      part = Self.parts[spoken.word.lowercased()]
      label = spoken.word
      quantity = first.word + rest.dropFirst().map { $0.separator + $0.word }.joined()
    } else if let prefix {
      (part, label) = (prefix.part, prefix.word)
      quantity = String(name.dropFirst(prefix.word.count))
    } else {
      (part, label, quantity) = (nil, name, name)
    }
  }

  /// The same for all spellings of a quantity: series that share it share a chart.
  public var key: String {
    let word = quantity.lowercased()
    return Self.spellings[word] ?? word
  }
}
