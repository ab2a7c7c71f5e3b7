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

    /// One step, for comparisons.
    public init(operation: String, statement: Int) {
      self.operation = operation
      self.statement = statement
    }
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
  }

  /// How the path ended.
  public let kind: Kind
  /// The op at which the path ended, e.g. `argmax`.
  public var operation: String { "\(root.name)" }
  /// The statement at which it ended; 0 outside a listing.
  public var statement: Int { Int(root.line) }
  /// What still had a gradient path where this cut was made.
  public var source: Source {
    switch root.link {
    case let node as Node: .node(node)
    case let leaf as Tensor: .leaf(leaf)
    case let former as FormerOperation: .operation(former.name)
    default: .operation("frozen parameter")
    }
  }

  /// How many cuts lie one behind the other, this one included.
  let depth: Int32

  // One small object for each op that hands a cut on, since evaluation makes a dozen an epoch. At
  // the cut itself `link` is what it was cut from; behind it, the record of the op before. A plain
  // reference: leak checkers do not see those that an enum tags.
  private let name: StaticString
  private let line: Int32
  /// Ops between the cut and here; 0 at the cut itself.
  private let length: Int32
  private let link: AnyObject?

  /// The name of a node that was let go.
  private final class FormerOperation {
    let name: String
    init(_ name: String) { self.name = name }
  }

  private init(
    _ kind: Kind, _ name: StaticString, line: Int32, depth: Int32, length: Int32, link: AnyObject?
  ) {
    self.kind = kind
    self.name = name
    self.line = line
    self.depth = depth
    self.length = length
    self.link = link
  }

  /// Cuts `input`, which still has a gradient path.
  convenience init(_ kind: Kind, _ name: StaticString, statement: Int, input: Tensor) {
    self.init(kind, name, statement: statement, origin: input.node ?? input)
  }

  /// `origin` is the node or the leaf that still had a path.
  convenience init(_ kind: Kind, _ name: StaticString, statement: Int, origin: AnyObject) {
    let node = origin as? Node
    let depth = (node?.cutDepth ?? 0) + 1
    let isLetGo = depth % 4 == 0
    self.init(
      kind, name, line: Int32(clamping: statement), depth: depth, length: 0,
      link: isLetGo ? node.map { FormerOperation($0.operation) } ?? origin : origin)
  }

  /// The cut that a frozen leaf itself holds: it must not hold the leaf in turn. The first op that
  /// reads the leaf adds it.
  convenience init(frozen name: StaticString, statement: Int) {
    self.init(
      .frozen, name, line: Int32(clamping: statement), depth: 1, length: 0, link: nil)
  }

  /// Ops kept of the way behind a cut; a running statistic would grow without a bound.
  static let longestTrail = 64

  /// The cut `before`, seen from behind one more op.
  static func passing(
    _ before: consuming GradientCut, _ name: StaticString, statement: Int, of input: Tensor? = nil
  ) -> GradientCut {
    if before.length >= longestTrail { before = before.root }
    if before.length == 0 && before.link == nil {
      before = GradientCut(
        before.kind, before.name, line: before.line, depth: before.depth, length: 0, link: input)
    }
    let (kind, depth, length) = (before.kind, before.depth, before.length)
    return GradientCut(
      kind, name, line: Int32(clamping: statement), depth: depth, length: length + 1, link: before)
  }

  /// The cut itself.
  private var root: GradientCut {
    var cut = self
    while let before = cut.before { cut = before }
    return cut
  }

  private var before: GradientCut? { length > 0 ? link as? GradientCut : nil }

  /// What was detached, when nothing has happened to it since.
  var sourceOfPlainDetach: AnyObject? { kind == .detach && length == 0 ? link : nil }

  /// The ops between the cut and the tensor that holds it, in the order they ran.
  public var steps: [Step] {
    var result: [Step] = []
    var cut = self
    while let before = cut.before {
      result.append(Step(operation: "\(cut.name)", statement: Int(cut.line)))
      cut = before
    }
    return result.reversed()
  }
}
