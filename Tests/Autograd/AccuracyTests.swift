import Testing

@testable import Autograd

/// The accuracy as one op, against the four it stands for.
@Suite struct AccuracyTests {
  static let sizes = [[1, 1], [32, 3], [63, 2], [64, 10], [65, 33], [129, 40], [1000, 5]]

  private func tensors(_ sizes: [Int]) throws -> (logits: Tensor, labels: Tensor) {
    var generator = Generator(seed: UInt64(sizes[0] + sizes[1]))
    // Few different values, so that the largest is often there twice.
    let logits = try Tensor.randn(sizes, generator: &generator).mul(2).round()
    return (logits, try Tensor((0..<sizes[0]).map { $0 % sizes[1] }))
  }

  private func byFourOps(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
    try logits.argmax(dim: 1).eq(labels).to(.float32).mean()
  }

  @Test(arguments: sizes) func valueIsThatOfTheFourOps(_ sizes: [Int]) throws {
    let (logits, labels) = try tensors(sizes)
    let found = try logits.accuracy(labels)
    #expect(found.values == (try byFourOps(logits, labels)).values)
    #expect(found.dtype == .float32 && found.shape.isEmpty && found.cut == nil)
    if sizes[0] > 1 { #expect(found.values[0] > 0 && found.values[0] < 1) }
  }

  @Test func notANumberIsTheLargest() throws {
    let logits = try Tensor([1, .nan, 2, .nan, 5, 1] as [Float], shape: [2, 3])
    let labels = try Tensor([1, 0])
    #expect(try logits.accuracy(labels).values == [1])
  }

  @Test func trailIsThatOfTheFourOps() throws {
    let (logits, labels) = try tensors([32, 3])
    try logits.requiresGrad(true)
    func trail(_ tensor: Tensor) -> [String]? {
      tensor.cut.map { ["\($0.kind)", $0.operation] + $0.steps.map(\.operation) }
    }
    let ways: [(Tensor) throws -> Tensor] = [
      { try $0.accuracy(labels) }, { try byFourOps($0, labels) },
    ]
    let learning = try ways.map { trail(try $0(logits.mul(2))) }
    #expect(learning[0] == learning[1])
    #expect(
      learning[0] == ["nonDifferentiable", "argmax", "eq", "ToCopyBackward0", "MeanBackward0"])
    let inferred = try inferenceMode { try ways.map { trail(try $0(logits.mul(2))) } }
    #expect(inferred[0] == inferred[1] && inferred[0]?.count == 6)
    let cut = try ways.map { trail(try $0(logits.detach())) }
    #expect(cut[0] == cut[1] && cut[0]?.count == 6)
  }

  @Test func throwsWhatTheFourOpsThrow() throws {
    let logits = try Tensor.zeros([4, 3])
    for labels in [[3], [4, 1, 1, 2]] {
      let wrong = try Tensor.zeros(labels, dtype: .int64)
      let message = { (way: () throws -> Tensor) -> String in
        do { return "\(try way().shape)" } catch { return "\(error)" }
      }
      #expect(message { try logits.accuracy(wrong) } == message { try byFourOps(logits, wrong) })
    }
  }
}
