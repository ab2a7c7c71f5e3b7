import CKernels

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

  private let trail: CutTrail

  init(_ trail: consuming CutTrail) { self.trail = trail }

  /// How the path ended.
  public var kind: Kind { trail.kind }
  /// The op at which the path ended, e.g. `argmax`.
  public var operation: String { trail.steps[0].operation }
  /// The statement at which it ended; 0 outside a listing.
  public var statement: Int { trail.steps[0].statement }
  /// What still had a gradient path where this cut was made.
  public var source: Source {
    switch trail.origin.target {
    case .none: .operation("frozen parameter")
    case .node(let node): .node(NodeReference.handOut(node))
    case .leaf(let leaf): .leaf(leaf.takeUnretainedValue())
    case .former(let former): .operation(former.takeUnretainedValue().name)
    }
  }

  /// The ops between the cut and the tensor that holds it, in the order they ran.
  public var steps: [Step] { Array(trail.steps.dropFirst()) }

  /// Ops kept of the way behind a cut; a running statistic would grow without a bound.
  static let longestTrail = 64
}

extension GradientCut.Kind {
  /// The kind's place in `allCases`.
  var place: Int {
    switch self {
    case .nonDifferentiable: 0
    case .noGrad: 1
    case .inferenceMode: 2
    case .detach: 3
    case .rebuiltFromNumber: 4
    case .rebuiltFromArray: 5
    case .integerCast: 6
    case .frozen: 7
    }
  }
}
