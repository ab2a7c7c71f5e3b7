import Autograd

/// A string: a sequence of Unicode code points, as in Python.
public final class StringObject {
  public let text: String
  /// The code points, once somebody has counted or indexed them.
  private var points: [Unicode.Scalar]?

  init(_ text: String) { self.text = text }

  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    text = String(view)
  }

  var scalars: [Unicode.Scalar] {
    if let points { return points }
    let made = Array(text.unicodeScalars)
    points = made
    return made
  }

  /// Python's `len`.
  var count: Int { text.utf8.count < 64 ? text.unicodeScalars.count : scalars.count }
}
