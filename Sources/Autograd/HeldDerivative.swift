/// A node's derivative, or none.
///
/// Most derivatives capture nothing, and Swift calls its runtime for each of these that is put in
/// place or taken away, to count nothing. So the two words are kept plainly, and counted only where
/// there is something to count.
struct HeldDerivative: ~Copyable {
  /// A function alone in a structure: as a generic argument it would be wrapped in another.
  private struct Function { let run: Node.Derivative }

  /// What Swift lays a function value out as, a stable part of its calling convention: the code, and
  /// the object with what it captured, or nothing. So either may be read as the other; the object's
  /// count is one up for as long as `Words` stand here.
  private struct Words {
    var code: UnsafeRawPointer?
    var captured: UnsafeRawPointer?
  }

  private var words = Words()

  @inline(__always)
  init() {}

  @inline(__always)
  var isEmpty: Bool { words.code == nil }

  /// Takes the place of none.
  @inline(__always)
  mutating func fill(_ derivative: @escaping Node.Derivative) {
    words = withExtendedLifetime(derivative) {
      let words = unsafeBitCast(Function(run: derivative), to: Words.self)
      if let captured = words.captured { Self.hold(captured) }
      return words
    }
  }

  @inline(__always)
  mutating func clear() {
    let captured = words.captured
    words = Words()
    if let captured { Self.drop(captured) }
  }

  /// Runs the derivative. Only an empty node has none, and no walk comes to one.
  @inline(__always)
  func run(_ node: Node, _ gradient: Tensor) throws -> Gradients {
    if isEmpty { return Gradients(nil) }
    return try unsafeBitCast(words, to: Function.self).run(node, gradient)
  }

  @inline(never)
  private static func hold(_ captured: UnsafeRawPointer) {
    _ = Unmanaged<AnyObject>.fromOpaque(captured).retain()
  }

  @inline(never)
  private static func drop(_ captured: UnsafeRawPointer) {
    Unmanaged<AnyObject>.fromOpaque(captured).release()
  }
}
