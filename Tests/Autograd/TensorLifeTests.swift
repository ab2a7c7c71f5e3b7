import Testing

@testable import Autograd

/// A tensor's memory stays as long as anything reads it.
@Suite struct TensorLifeTests {
  private static func numbers(_ count: Int, _ first: Float = 0) throws -> Tensor {
    try Tensor((0..<count).map { first + Float($0) })
  }

  @Test(arguments: ["a name", "a view", "a graph", "an export", "a gradient"])
  func whatElseHoldsATensorKeepsItsNumbers(_ holder: String) throws {
    var place: Tensor? = try Self.numbers(20, 3)
    var kept: Tensor?
    var check: () throws -> Tensor? = { kept }
    switch holder {
    case "a name": kept = place
    case "a view": kept = try place?.reshape([4, 5]).reshape([20])
    case "a graph":
      let weight = try Self.numbers(20).requiresGrad(true)
      let loss = try place?.mul(weight).sum()
      check = {
        try loss?.backward()
        return weight.grad
      }
    case "an export":
      let weight = try Self.numbers(20, 3).requiresGrad(true)
      place = weight
      _ = try weight.sum().item()
      kept = weight
    default:
      let weight = try Self.numbers(20, 3).requiresGrad(true)
      try weight.mul(Self.numbers(20, 3)).sum().backward()
      place = weight.grad
      kept = weight.grad
    }
    place = nil
    // Of the same size, so that they would get the memory if it were free.
    let others = try (0..<8).map { _ in try Self.numbers(20, -7) }
    let numbers: [Float]? = try check()?.detach().toArray()
    #expect(numbers == (3..<23).map(Float.init))
    #expect(others.allSatisfy { $0.values[0] == -7 })
  }

  @Test func memoryIsGivenBack() throws {
    weak var seen: Tensor?
    weak var memory: Storage?
    do {
      let tensor = try Self.numbers(20)
      (seen, memory) = (tensor, tensor.storage)
    }
    #expect(seen == nil && memory == nil)
  }

  /// A gradient that nothing else holds becomes the leaf's own; one that is shared is copied.
  @Test func leavesTakeOverGradients() throws {
    let (a, b) = (
      try Self.numbers(3).requiresGrad(true), try Self.numbers(3).requiresGrad(true)
    )
    try a.add(b).sum().backward()
    _ = try withoutTracking { try a.grad?.mul_(2) }
    #expect(a.grad?.values == [2, 2, 2] && b.grad?.values == [1, 1, 1])
  }
}
