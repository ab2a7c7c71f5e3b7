/// Why a tensor has no gradient path although what it was made from had one.
///
/// Ops hand the cut on to everything computed from the tensor, so an error at `backward()` still
/// knows the place, any number of ops later. On the differentiable path none of this exists.
public final class GradientCut {
  /// The ways in which a gradient path ends.
  public enum Kind: String, Sendable, CaseIterable {
    /// An op without a derivative, e.g. `argmax` or a comparison.
    case nonDifferentiable = "non_differentiable"
    /// An op under `noGrad`.
    case noGrad = "no_grad"
    /// An op under `inferenceMode`.
    case inferenceMode = "inference_mode"
    /// `detach()`.
    case detach
    /// A new tensor made from a number that `item()` had read.
    case rebuiltFromNumber = "item"
    /// A new tensor made from values that were exported as an array.
    case rebuiltFromArray = "numpy"
    /// A cast to an integer or bool type.
    case integerCast = "int_cast"
    /// `requires_grad` was switched off on the parameter itself.
    case frozen
  }

  /// One op that handed the cut on.
  public struct Step: Sendable, Equatable {
    /// PyTorch's name for the op, e.g. `MulBackward0`.
    public let operation: String
    /// The statement that ran it; 0 outside a listing.
    public let statement: Int
  }

  /// What the op's input was reached by while it still had a gradient path.
  public enum Source {
    /// The input was the result of an op.
    case node(Node)
    /// The input was a leaf, e.g. a parameter.
    case leaf(Tensor)
    /// The op that made the input. A loop that carries a detached value from step to step would
    /// otherwise keep every graph it ever made: at each fourth cut in a row the graph is let go.
    case operation(String)

    /// What a path came from, and how many cuts lie one behind the other once it is cut.
    fileprivate static func of(_ origin: Node.Edge) -> (Source?, depth: Int32) {
      let depth = origin.cutDepth + 1
      switch origin {
      case .none: return (nil, depth)
      case .cut(let cut): return (cut.source, cut.depth)
      case .leaf(let leaf): return (.leaf(leaf), depth)
      case .node(let node, _):
        return depth % 4 == 0 ? (.operation(node.operation), depth) : (.node(node), depth)
      }
    }
  }

  /// What stands before an op of the way.
  private enum Origin {
    /// Nothing, at the cut itself: what had a gradient path. A frozen leaf's own cut must not hold the
    /// leaf, so the first op that reads it says so.
    case path(Source?)
    case after(GradientCut)
    case afterFirst(GradientCut, of: Source?)
  }

  /// How the path ended.
  public let kind: Kind
  /// The last op on the way from the cut to the tensor that holds it; the cutting op itself at first.
  private let name: StaticString
  /// The ops after it that ran in the same call.
  private let further: [StaticString]
  private let line: Int32
  private let origin: Origin
  /// Ops since the cut.
  private let length: Int
  /// How many cuts lie one behind the other, this one included.
  let depth: Int32

  private init(
    _ kind: Kind, _ name: StaticString, _ further: [StaticString], _ line: Int32,
    _ origin: Origin, length: Int, depth: Int32
  ) {
    (self.kind, self.name, self.further, self.line) = (kind, name, further, line)
    (self.origin, self.length, self.depth) = (origin, length, depth)
  }

  /// A new cut, by which the path that comes from `origin` ends.
  convenience init(
    _ kind: Kind, _ name: StaticString, then further: [StaticString] = [], _ line: Int32,
    of origin: Node.Edge
  ) {
    let (source, depth) = Source.of(origin)
    self.init(kind, name, further, line, .path(source), length: 0, depth: depth)
  }

  /// The cut that a frozen leaf itself holds.
  convenience init(frozenBy operation: StaticString, _ line: Int32) {
    self.init(.frozen, operation, [], line, .path(nil), length: 0, depth: 1)
  }

  /// The cut seen from behind one more op, which read `input`.
  consuming func passing(
    _ name: StaticString, then further: [StaticString] = [], _ line: Int32, of input: Tensor?
  ) -> GradientCut {
    guard length < Self.longestWay else {
      return GradientCut(
        kind, name, further, line, .afterFirst(first, of: source), length: 1, depth: depth)
    }
    let isFrozenLeaf = kind == .frozen && length == 0
    return GradientCut(
      kind, name, further, line,
      isFrozenLeaf ? .afterFirst(self, of: input.map(Source.leaf)) : .after(self),
      length: length + 1, depth: depth)
  }

  /// The cut of a value that was exported as a number or an array and came back.
  func exported(_ kind: Kind, _ operation: StaticString, _ line: Int32) -> GradientCut {
    // `detach()` right before an export is part of it: PyTorch does not allow the one without the
    // other.
    self.kind == .detach && length == 0
      ? GradientCut(kind, operation, line, of: .cut(self)) : passing(operation, line, of: nil)
  }

  private var first: GradientCut {
    switch origin {
    case .path: self
    case .after(let cut), .afterFirst(let cut, of: _): cut.first
    }
  }

  /// The op at which the path ended, e.g. `argmax`.
  public var operation: String { "\(first.name)" }
  /// The statement at which it ended; 0 outside a listing.
  public var statement: Int { Int(first.line) }

  /// What still had a gradient path where this cut was made.
  public var source: Source {
    switch origin {
    case .after(let cut): cut.source
    case .afterFirst(let cut, let source): source ?? cut.source
    case .path(let source): source ?? .operation("frozen parameter")
    }
  }

  /// The ops between the cut and the tensor that holds it, in the order they ran.
  public var steps: [Step] {
    func own(_ names: [StaticString]) -> [Step] {
      names.map { Step(operation: "\($0)", statement: Int(line)) }
    }
    switch origin {
    case .path: return own(further)
    case .after(let cut), .afterFirst(let cut, of: _): return cut.steps + own([name]) + own(further)
    }
  }

  /// Ops kept of the way since a cut; a running statistic would grow without a bound.
  static let longestWay = 64
}
