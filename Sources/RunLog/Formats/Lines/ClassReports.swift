/// scikit-learn's table of scores for each class, which no training goes through:
///
///                   precision    recall  f1-score   support
///                0       0.86      0.83      0.85       874
///         accuracy                           0.83      1523
///        macro avg       0.82      0.83      0.82      1523
struct ClassReports: LineFormat {
  /// Lines more that may belong to the table; nil outside of one.
  private var left: Int?

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    // By bytes first, as every line comes by here.
    guard left != nil || line.bytes.starts(with: "precision ".utf8) else { return nil }
    let words = line.text.split(separator: " ")
    if words.starts(with: ["precision", "recall", "f1-score"]) {
      left = 200
      return []
    }
    guard let count = left, count > 0, words.count > 2,
      let last = words.last, last.allSatisfy(\.isNumber),
      let score = Numbers.read(String(words[words.count - 2])), (0...1).contains(score)
    else {
      left = nil
      return nil
    }
    left = count - 1
    return []
  }
}
