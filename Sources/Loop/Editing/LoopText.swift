/// The source of a training loop: what stands before it, and an epoch.
///
/// Lines count through both, setup first, as a `Program`'s do.
public struct LoopText: Sendable, Equatable, Codable {
  /// What runs once, before the first epoch.
  public var setup: String
  /// The body of `for epoch in range(epochs):`, or the whole thing as people write it.
  public var loop: String

  public init(setup: String = "", loop: String) {
    (self.setup, self.loop) = (setup.withoutEmptyEnds, loop.withoutEmptyEnds)
  }

  /// The lines of both texts in order.
  public var lines: [String] { setup.textLines + loop.textLines }

  /// The lines before the loop.
  public var setupLines: [String] { setup.textLines }

  /// The lines of the loop.
  var loopLines: [String] { loop.textLines }
}

extension String {
  /// Without empty lines at either end and blanks at the ends of lines.
  fileprivate var withoutEmptyEnds: String {
    var lines = textLines.map { line in
      var line = line
      while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
      return line
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    while lines.first?.isEmpty == true { lines.removeFirst() }
    return lines.joined(separator: "\n")
  }

  /// The lines of the text; none of an empty one.
  var textLines: [String] {
    isEmpty ? [] : split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
