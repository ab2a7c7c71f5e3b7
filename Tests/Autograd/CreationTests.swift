import Testing

@testable import Autograd

@Suite struct CreationTests {
  @Test func rangesAreTorchs() throws {
    let all: [(Tensor, DType, [Double])] = [
      (try .arange(5), .int64, [0, 1, 2, 3, 4]),
      (try .arange(1, 2.5, step: 0.5), .float32, [1, 1.5, 2]),
      (try .arange(5, 0, step: -2), .int64, [5, 3, 1]),
      (try .arange(0, 1, step: 0.25), .float32, [0, 0.25, 0.5, 0.75]),
      (try .arange(3, dtype: .float64), .float64, [0, 1, 2]),
      (try .linspace(0, 1, steps: 5), .float32, [0, 0.25, 0.5, 0.75, 1]),
      (try .linspace(3, 10, steps: 1), .float32, [3]),
      (try .linspace(3, 10, steps: 0), .float32, []),
      (try .eye(2, 3), .float32, [1, 0, 0, 0, 1, 0]),
    ]
    for (tensor, dtype, values) in all {
      #expect(tensor.dtype == dtype)
      #expect(tensor.values == values)
    }
  }

  @Test func nestedArraysMustBeRegular() throws {
    #expect(try Tensor([[1, 2, 3], [4, 5, 6]]).shape == [2, 3])
    #expect(try Tensor([[[1.0], [2.0]]]).shape == [1, 2, 1])
    #expect(throws: TorchError.self) { try Tensor([[1, 2], [3]]) }
  }

  @Test func likeFormsKeepShapeAndType() throws {
    let x = try Tensor.ones([2, 3], dtype: .int32)
    #expect(try x.zerosLike().values == [0, 0, 0, 0, 0, 0])
    #expect(try x.onesLike().dtype == .int32)
    #expect(try x.fullLike(7).values == [7, 7, 7, 7, 7, 7])
  }

  /// real PyTorch 2.13: torch.manual_seed(seed); torch.randperm(8), torch.randint(0, 10, (6,)), torch.rand(2)
  @Test func generatorDrawsWhatTorchDraws() throws {
    var generator = Generator(seed: 42)
    #expect(try Tensor.randperm(8, generator: &generator).values == [6, 3, 0, 7, 2, 1, 4, 5])
    #expect(try Tensor.randint(0, 10, [6], generator: &generator).values == [4, 0, 3, 8, 4, 0])
    #expect(
      try Tensor.rand([2], generator: &generator).values == [
        0.5677152872085571, 0.7410940527915955,
      ])
  }
}
