import Autograd

/// Scales all gradients together so that their norm is at most `maxNorm`, PyTorch's
/// `nn.utils.clip_grad_norm_`.
///
/// Returns the norm before, a 0-dim tensor. Parameters without a gradient count for nothing.
@discardableResult
public func clipGradNorm(_ parameters: [Tensor], maxNorm: Double) throws -> Tensor {
  // No cuts are kept here: `maxNorm` may be the very number that an accuracy was read as, and a
  // gradient that remembers the loss's graph would keep its own parameter alive for ever.
  try withoutTracking {
    let gradients = parameters.compactMap(\.grad)
    if gradients.isEmpty { return Tensor(0.0) }
    let total = try Tensor.stack(gradients.map { try $0.norm() }).norm()
    let factor = try Tensor(.double(maxNorm)).div(total.add(1e-6)).clamp(max: 1)
    for gradient in gradients { _ = try gradient.mul_(factor) }
    return total
  }
}
