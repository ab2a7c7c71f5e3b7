/// A tensor that somebody else may let go.
struct WeakTensor { weak var tensor: Tensor? }

/// What ties a tensor to others beside the graph. Few tensors have any of it, so that all others
/// stay small: they are made and let go by the dozen in every step.
final class TensorTies {
  /// The gradient that `backward` accumulated.
  var grad: Tensor?
  /// The tensor whose memory this one is a differentiable view of.
  var base: Tensor?
  /// The views of this base that an in-place change of it must reach.
  var views: [WeakTensor] = []
  var hooks: TensorHooks?
}

extension Tensor {
  func ensureTies() -> TensorTies {
    if let ties { return ties }
    let made = TensorTies()
    ties = made
    return made
  }

  /// The tensor whose memory this one is a differentiable view of.
  var base: Tensor? { ties?.base }

  /// The views of this base that an in-place change of it must reach.
  var views: [WeakTensor] { ties?.views ?? [] }

  var hooks: TensorHooks? { ties?.hooks }
}
