/// Small bar charts of one row, in blocks of an eighth of a cell.
public struct Bars: Sendable, Equatable {
  /// Heights, from left to right; what is no number counts as none.
  public var values: [Double]
  /// The height of a full block; nil for the largest value.
  public var top: Double?

  public init(_ values: [Double], top: Double? = nil) {
    self.values = values
    self.top = top
  }

  /// A histogram's counts as `width` bars: neighbours are added up, or a bin is drawn several
  /// times.
  public init(counts: [Int], width: Int) {
    guard !counts.isEmpty, width > 0 else {
      self.init([])
      return
    }
    self.init(
      (0..<width).map { column in
        let from = column * counts.count / width
        let to = max((column + 1) * counts.count / width, from + 1)
        return Double(counts[from..<min(to, counts.count)].reduce(0, +))
      })
  }

  /// One character a value. The smallest value above zero is still seen.
  public func text(_ glyphs: Glyphs) -> String {
    let steps: [Character] =
      glyphs.isASCII
      ? [" ", ".", ":", "-", "=", "+", "*", "#", "@"]
      : [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let top = top ?? values.filter(\.isFinite).max() ?? 0
    return String(
      values.map { value in
        guard value.isFinite, value > 0, top > 0 else { return steps[0] }
        let eighths = (min(value / top, 1) * 8).rounded(.up)
        return steps[min(max(Int(eighths), 1), 8)]
      })
  }
}
