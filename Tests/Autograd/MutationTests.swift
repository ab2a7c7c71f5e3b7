import Testing

@testable import Autograd

/// In-place ops through views; the expected gradients are real PyTorch's.
@Suite struct MutationTests {
  func leaf(_ values: [Float]) throws -> Tensor { try Tensor(values, requiresGrad: true) }

  @Test func changeThroughAViewReachesTheBase() throws {
    let x = try leaf([0, 1, 2, 3, 4, 5])
    let y = try x.mul(2).reshape([2, 3])
    try y.select(dim: 0, index: 0).mul_(x.narrow(dim: 0, start: 0, length: 3))
    let weights = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    try y.mul(weights).sum().backward()
    #expect(x.grad?.values == [0, 8, 24, 8, 10, 12])
  }

  @Test func otherViewsSeeTheChange() throws {
    let x = try leaf([0, 1, 2, 3, 4, 5])
    let y = try x.mul(2)
    let part = try y.slice(dim: 0, start: 1, end: 4)
    let whole = try y.view([2, 3])
    try part.add_(10).mul_(3)
    #expect(y.gradFn?.name == "CopySlices")
    #expect(whole.gradFn?.name == "AsStridedBackward0")
    try whole.mul(whole).sum().backward()
    #expect(x.grad?.values == [0, 432, 504, 576, 32, 40])
  }

  @Test func copyIntoPartsOfAPlainTensor() throws {
    let x = try leaf([0, 1, 2, 3])
    let y = try Tensor.zeros([2, 4])
    try y.select(dim: 0, index: 0).copy_(x)
    try y.select(dim: 0, index: 1).copy_(x.mul(x))
    try y.mul(Tensor.arange(8).to(.float32).reshape([2, 4])).sum().backward()
    #expect(x.grad?.values == [0, 11, 26, 45])
  }

  @Test func zeroedPartGetsNoGradient() throws {
    let x = try leaf([0, 1, 2, 3])
    let y = try x.mul(3)
    try y.slice(dim: 0, start: 2).zero_()
    try y.sum().backward()
    #expect(x.grad?.values == [3, 3, 0, 0])
  }

  @Test func changedResultOfAnInPlaceOpIsNoticed() throws {
    let x = try leaf([-2, -1, 0, 1])
    let y = try x.mul(3)
    let turned = try y.reshape([2, 2]).t()
    try turned.relu_()
    try turned.select(dim: 0, index: 0).fill_(5)
    let error = #expect(throws: TorchError.self) { try y.mul(y).sum().backward() }
    #expect("\(try #require(error))".contains("is at version 2; expected version 1 instead"))
  }

  @Test func inPlaceResultsAreSavedWhereTheyLie() throws {
    let x = try leaf([1, 1, 1])
    let y = try x.clone().mul_(2).sigmoid_()
    try y.sum().backward()
    for value in x.grad?.values ?? [] { #expect(abs(value - 0.2099871635) < 1e-6) }
  }

  @Test func versionCountsThroughViews() throws {
    let x = try Tensor.zeros([2, 2])
    try x.select(dim: 0, index: 0).add_(1)
    try x.t().mul_(2)
    #expect(x.version == 2)
    #expect(x.values == [2, 2, 0, 0])
  }

  @Test func withoutGradientsALeafMayChange() throws {
    let x = try leaf([1, 2])
    try noGrad { try x.add_(1) }
    #expect(x.isLeaf && x.requiresGrad)
    #expect(x.values == [2, 3])
  }

  @Test func labelsOfALossAreSaved() throws {
    let logits = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3], requiresGrad: true)
    let labels = try Tensor([0, 2])
    let loss = try logits.crossEntropy(labels)
    try labels.select(dim: 0, index: 0).fill_(1)
    let error = #expect(throws: TorchError.self) { try loss.backward() }
    #expect(
      error?.message.hasPrefix(
        "one of the variables needed for gradient computation has been modified by an inplace "
          + "operation: [torch.LongTensor [2]] is at version 1; expected version 0 instead.")
        == true)
    let made = try inferenceMode { try Tensor([0, 2]) }
    let refusal = #expect(throws: TorchError.self) { try logits.crossEntropy(made) }
    #expect(
      refusal?.message.hasPrefix("Inference tensors cannot be saved for backward.") == true)
  }
}
