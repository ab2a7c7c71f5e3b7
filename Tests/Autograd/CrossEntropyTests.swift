import Testing

@testable import Autograd

/// Cross entropy is the two ops that PyTorch's graph shows for it.
@Suite struct CrossEntropyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rows, classes: Int
    var reduction = Reduction.mean
    var dtype = DType.float32
    var ignored: Int?
    var testDescription: String {
      "\(rows)x\(classes) \(reduction) \(dtype) ignoring \(ignored.map(String.init) ?? "none")"
    }

    func tensors() throws -> (logits: Tensor, labels: Tensor) {
      var generator = Generator(seed: UInt64(rows * 1000 + classes))
      let logits = try Tensor.randn([rows, classes], generator: &generator).mul(4).to(dtype)
      let labels = try Tensor(
        (0..<rows).map { row in
          if let ignored, row % 3 == 1 { return ignored }
          return (row * 7 + 3) % classes
        })
      return (try logits.requiresGrad(true), labels)
    }

    func loss(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
      try logits.crossEntropy(labels, reduction: reduction, ignoreIndex: ignored ?? -100)
    }

    func lossOfTwoOps(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
      try logits.logSoftmax(dim: 1).nllLoss(
        labels, reduction: reduction, ignoreIndex: ignored ?? -100)
    }
  }

  static let cases = [
    Case(rows: 32, classes: 3), Case(rows: 1, classes: 1), Case(rows: 17, classes: 2),
    Case(rows: 33, classes: 10, reduction: .sum), Case(rows: 5, classes: 40, dtype: .float64),
    Case(rows: 64, classes: 4, ignored: 2), Case(rows: 9, classes: 5, reduction: .sum, ignored: -1),
    Case(rows: 700, classes: 130),
  ]

  @Test(arguments: cases) func lossAndGradientAreThoseOfTheTwoOps(_ of: Case) throws {
    let (logits, labels) = try of.tensors()
    let loss = try of.loss(logits, labels)
    try loss.backward()
    let gradient = try #require(logits.grad).values
    logits.grad = nil
    let expected = try of.lossOfTwoOps(logits, labels)
    try expected.backward()
    #expect(loss.values == expected.values)
    #expect(gradient == logits.grad?.values)
  }

  @Test(arguments: cases) func lookingAtItChangesNoNumber(_ of: Case) throws {
    let (logits, labels) = try of.tensors()
    let loss = try of.loss(logits, labels)
    let node = try #require(loss.gradFn)
    guard case .node(let inner, _) = node.edges[0], case .leaf(let leaf) = inner.edges[0] else {
      Issue.record("not two ops and a leaf")
      return
    }
    #expect(node.name == "NllLossBackward0" && inner.name == "LogSoftmaxBackward0")
    #expect(node.edges.count == 1 && inner.edges.count == 1 && leaf === logits)
    #expect(inner.sequence == node.sequence - 1 && inner.statement == node.statement)
    try loss.backward()
    let gradient = logits.grad?.values
    logits.grad = nil
    try of.loss(logits, labels).backward()
    #expect(gradient == logits.grad?.values)
  }

  @Test func afterBackwardTheTwoOpsAreStillThere() throws {
    let (logits, labels) = try Self.cases[0].tensors()
    let loss = try logits.crossEntropy(labels)
    try loss.backward()
    guard case .node(let inner, _)? = loss.gradFn?.edges[0] else {
      Issue.record("no second op")
      return
    }
    #expect(inner.name == "LogSoftmaxBackward0")
    let error = #expect(throws: TorchError.self) { try loss.backward() }
    #expect(error == TorchError.secondBackward)
  }

  @Test func aKeptGraphMayBeLookedAtBetweenTwoPasses() throws {
    let (logits, labels) = try Self.cases[0].tensors()
    let loss = try logits.crossEntropy(labels)
    try loss.backward(retainGraph: true)
    let once = try #require(logits.grad).values
    #expect(loss.gradFn?.edges.count == 1)
    try loss.backward()
    #expect(logits.grad?.values == once.map { $0 * 2 })
  }

  @Test func secondDerivativesAreThoseOfTheTwoOps() throws {
    let of = Self.cases[0]
    let (logits, labels) = try of.tensors()
    func second(_ loss: Tensor) throws -> [Double]? {
      let first = try #require(try grad([loss], [logits], createGraph: true)[0])
      return try grad([try first.mul(first).sum()], [logits])[0]?.values
    }
    #expect(
      try second(of.loss(logits, labels)) == second(of.lossOfTwoOps(logits, labels)))
  }

  @Test func anomalyNamesTheInnerOp() throws {
    let logits = try Tensor([.nan, 1, 2, 3] as [Float], shape: [2, 2], requiresGrad: true)
    let loss = try logits.crossEntropy(Tensor([0, 1]))
    let error = #expect(throws: TorchError.self) { try detectAnomaly { try loss.backward() } }
    #expect(
      error?.message
        == "Function 'LogSoftmaxBackward0' returned nan values in its 0th output.")
  }

  @Test func withoutAGraphTheTrailHasBothOps() throws {
    let (logits, labels) = try Self.cases[0].tensors()
    let loss = try noGrad { try logits.crossEntropy(labels) }
    let cut = try #require(loss.cut)
    #expect(cut.kind == .noGrad && cut.operation == "LogSoftmaxBackward0")
    #expect(cut.steps.map(\.operation) == ["NllLossBackward0"])
    let scores = try logits.detach().crossEntropy(labels)
    #expect(
      scores.cut?.steps.map(\.operation) == ["LogSoftmaxBackward0", "NllLossBackward0"])
    #expect(try Tensor([1, 2] as [Float], shape: [1, 2]).crossEntropy(Tensor([0])).cut == nil)
  }
}
