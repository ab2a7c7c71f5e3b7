/// Why a tensor has no gradient path although what it was made from had one.
///
/// Ops hand the cut on to everything computed from the tensor, so an error at `backward()` still
/// knows the place, any number of ops later. On the differentiable path none of this exists.
public final class GradientCut {
  public enum Kind: String, Sendable, CaseIterable {
    /// An op without a derivative, e.g. `argmax` or a comparison.
    case nonDifferentiable = "non_differentiable"
    case noGrad = "no_grad"
    case inferenceMode = "inference_mode"
    case detach
    /// A new tensor made from a number that `item()` had read.
    case rebuiltFromNumber = "item"
    /// A new tensor made from values that were exported as an array.
    case rebuiltFromArray = "numpy"
    case integerCast = "int_cast"
    /// `requires_grad` was switched off on the parameter itself.
    case frozen
  }

  /// One op that handed the cut on.
  public struct Step: Sendable, Equatable {
    public let operation: String
    /// The statement that ran it; 0 outside a listing.
    public let statement: Int

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

  public let kind: Kind
  /// The op at which the path ended, e.g. `argmax`.
  public var operation: String { "\(name)" }
  /// The statement at which it ended; 0 outside a listing.
  public let statement: Int
  public var source: Source {
    switch origin {
    case let node as Node: .node(node)
    case let leaf as Tensor: .leaf(leaf)
    default: .operation(formerOperation)
    }
  }

  // Plain references: leak checkers do not see those that an enum tags.
  private let origin: AnyObject?
  private let formerOperation: String
  private let name: StaticString
  private let trail: Trail?

  /// How many cuts lie one behind the other, this one included.
  let depth: Int

  /// Cuts `input`, which still has a gradient path.
  convenience init(_ kind: Kind, _ name: StaticString, statement: Int, input: Tensor) {
    self.init(
      kind, name, statement: statement, origin: input.node ?? input)
  }

  /// `origin` is the node or the leaf that still had a path.
  init(_ kind: Kind, _ name: StaticString, statement: Int, origin: AnyObject) {
    self.kind = kind
    self.name = name
    self.statement = statement
    let node = origin as? Node
    depth = (node?.cutDepth ?? 0) + 1
    let isLetGo = node != nil && depth % 4 == 0
    self.origin = isLetGo ? nil : origin
    formerOperation = isLetGo ? node?.operation ?? "" : ""
    trail = nil
  }

  /// Ops kept of the way behind a cut; a running statistic would grow without a bound.
  static let longestTrail = 64

  private final class Trail {
    let name: StaticString
    let statement: Int
    let before: Trail?
    let length: Int

    init(name: StaticString, statement: Int, before: Trail?) {
      self.name = name
      self.statement = statement
      self.before = (before?.length ?? 0) >= GradientCut.longestTrail - 1 ? nil : before
      length = (self.before?.length ?? 0) + 1
    }
  }

  /// The cut that a frozen leaf itself holds: it must not hold the leaf in turn. The first op that
  /// reads the leaf adds it.
  init(frozen name: StaticString, statement: Int) {
    kind = .frozen
    self.name = name
    self.statement = statement
    depth = 1
    origin = nil
    formerOperation = "frozen parameter"
    trail = nil
  }

  private init(
    _ cut: GradientCut, through name: StaticString, statement: Int, of input: Tensor?
  ) {
    kind = cut.kind
    self.name = cut.name
    self.statement = cut.statement
    origin = cut.origin ?? (cut.kind == .frozen && cut.trail == nil ? input : nil)
    formerOperation = cut.formerOperation
    depth = cut.depth
    trail = Trail(name: name, statement: statement, before: cut.trail)
  }

  /// The same cut, seen from behind one more op.
  func passing(_ name: StaticString, statement: Int, of input: Tensor? = nil) -> GradientCut {
    GradientCut(self, through: name, statement: statement, of: input)
  }

  /// What was detached, when nothing has happened to it since.
  var sourceOfPlainDetach: AnyObject? { kind == .detach && trail == nil ? origin : nil }

  /// The ops between the cut and the tensor that holds it, in the order they ran.
  public var steps: [Step] {
    var result: [Step] = []
    var next = trail
    while let step = next {
      result.append(Step(operation: "\(step.name)", statement: step.statement))
      next = step.before
    }
    return result.reversed()
  }
}
