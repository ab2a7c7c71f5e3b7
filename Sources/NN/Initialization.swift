import Autograd

/// A weight of this shape and a bias of its first size, drawn as `nn.Linear` and `nn.Conv2d` do.
///
/// Both lie in ±1/√fan-in; the weight's bound is `kaiming_uniform_`'s with a = √5, which rounds
/// otherwise. He et al., 2015.
func drawnParameters(
  _ shape: [Int], fanIn: Double, bias: Bool, generator: inout Generator
) throws -> (weight: Tensor, bias: Tensor?) {
  let slope = 5.0.squareRoot()
  let gain = (2 / (1 + slope * slope)).squareRoot()
  let bound = fanIn > 0 ? 3.0.squareRoot() * (gain / fanIn.squareRoot()) : 0
  let weight = try Tensor.uniform(shape, -bound, bound, generator: &generator).requiresGrad(true)
  guard bias else { return (weight, nil) }
  let biasBound = fanIn > 0 ? 1 / fanIn.squareRoot() : 0
  return (
    weight,
    try Tensor.uniform([shape[0]], -biasBound, biasBound, generator: &generator).requiresGrad(true)
  )
}
