/// A tensor that somebody else may let go.
struct WeakTensor { weak var tensor: Tensor? }

/// What ties a tensor to others beside the graph. Few tensors have any of it, so that all others
/// stay small: they are made and let go by the dozen in every step.
final class TensorTies {
  /// The gradient that `backward` accumulated.
  @exclusivity(unchecked) var grad: Tensor?
  /// The tensor whose memory this one is a differentiable view of.
  var base: Tensor?
  /// The views of this base that an in-place change of it must reach.
  var views: [WeakTensor] = []
  var hooks: TensorHooks?

  /// Takes over a gradient in place of none.
  @inline(__always)
  func takeGrad(_ gradient: inout Tensor?) { swap(&grad, &gradient) }
}

/// Holds a tensor's ties, or nothing: most tensors have none, and letting go of nothing is free.
struct TiesReference: ~Copyable {
  private let held: Unmanaged<TensorTies>?

  @inline(__always)
  init() { held = nil }

  init(_ ties: TensorTies) { held = .passRetained(ties) }

  @inline(__always)
  deinit { held?.release() }

  @inline(__always)
  var isEmpty: Bool { held == nil }

  @inline(__always)
  func read<Result>(_ body: (TensorTies) -> Result?) -> Result? {
    held.flatMap { $0._withUnsafeGuaranteedRef(body) }
  }

  @inline(__always)
  func write(_ body: (TensorTies) -> Void) { held?._withUnsafeGuaranteedRef(body) }
}

extension Tensor {
  var ties: TensorTies? { heldTies.read { $0 } }

  func ensureTies() -> TensorTies {
    if let ties { return ties }
    let made = TensorTies()
    heldTies = TiesReference(made)
    return made
  }

  /// Whether `grad` is nil.
  @inline(__always)
  var hasNoGrad: Bool { heldTies.read { $0.grad == nil } ?? true }

  /// The tensor whose memory this one is a differentiable view of.
  var base: Tensor? { heldTies.read(\.base) }

  /// The views of this base that an in-place change of it must reach.
  var views: [WeakTensor] { heldTies.read(\.views) ?? [] }

  var hooks: TensorHooks? { heldTies.read(\.hooks) }
}
