import Testing

@testable import Autograd

/// Ways to lose a gradient path, each with the cut it must leave.
@Suite struct CutTests {
  static let ways: [(String, GradientCut.Kind, @Sendable (Tensor) throws -> Tensor)] = [
    ("argmax", .nonDifferentiable, { try $0.argmax(dim: 1) }),
    ("argmin", .nonDifferentiable, { try $0.argmin(dim: 1) }),
    ("eq", .nonDifferentiable, { try $0.eq($0) }),
    ("ne", .nonDifferentiable, { try $0.ne(1) }),
    ("lt", .nonDifferentiable, { try $0.lt(0) }),
    ("le", .nonDifferentiable, { try $0.le(0) }),
    ("gt", .nonDifferentiable, { try $0.gt(0) }),
    ("ge", .nonDifferentiable, { try $0.ge(0) }),
    ("isnan", .nonDifferentiable, { try $0.isnan() }),
    ("isinf", .nonDifferentiable, { try $0.isinf() }),
    ("isfinite", .nonDifferentiable, { try $0.isfinite() }),
    ("logical_not", .nonDifferentiable, { try $0.logicalNot() }),
    ("logical_and", .nonDifferentiable, { try $0.logicalAnd($0) }),
    ("logical_or", .nonDifferentiable, { try $0.logicalOr($0) }),
    ("logical_xor", .nonDifferentiable, { try $0.logicalXor($0) }),
    ("all", .nonDifferentiable, { try $0.all(dims: [1]) }),
    ("any", .nonDifferentiable, { try $0.any(dims: [1]) }),
    ("max", .nonDifferentiable, { try $0.max(dim: 1).indices }),
    ("min", .nonDifferentiable, { try $0.min(dim: 1).indices }),
    ("sort", .nonDifferentiable, { try $0.sort().indices }),
    ("argsort", .nonDifferentiable, { try $0.argsort() }),
    ("topk", .nonDifferentiable, { try $0.topk(2).indices }),
    ("to(torch.int32)", .integerCast, { try $0.to(.int32) }),
    ("to(torch.uint8)", .integerCast, { try $0.to(.uint8) }),
    (
      "numpy()", .rebuiltFromArray,
      { x in
        // As `torch.tensor(x.detach().numpy())`: the export is what shows.
        try Tensor(x.detach().toArray(Float.self), shape: x.shape)
      }
    ),
    ("to(torch.int64)", .integerCast, { try $0.to(.int64) }),
    ("to(torch.bool)", .integerCast, { try $0.to(.bool) }),
    ("eq", .nonDifferentiable, { try Tensor([1.0, 2, 3]).to(.float32).eq($0) }),
    ("argmax", .nonDifferentiable, { try $0.argmax() }),
    ("argmin", .nonDifferentiable, { try $0.argmin() }),
    ("all", .nonDifferentiable, { try $0.all() }),
    ("any", .nonDifferentiable, { try $0.any() }),
    ("zeros_like", .nonDifferentiable, { try $0.zerosLike() }),
    ("ones_like", .nonDifferentiable, { try $0.onesLike() }),
    ("full_like", .nonDifferentiable, { try $0.fullLike(2) }),
    (
      "rand_like", .nonDifferentiable,
      { x in
        var generator = Generator(seed: 1)
        return try x.randLike(generator: &generator)
      }
    ),
    (
      "randn_like", .nonDifferentiable,
      { x in
        var generator = Generator(seed: 1)
        return try x.randnLike(generator: &generator)
      }
    ),
    (
      "randint_like", .nonDifferentiable,
      { x in
        var generator = Generator(seed: 1)
        return try x.randintLike(0, 3, generator: &generator)
      }
    ),
    ("argmax", .nonDifferentiable, { try $0.argmax(dim: 1).oneHot(classes: 3) }),
    ("detach()", .detach, { $0.detach() }),
    ("detach()", .detach, { try $0.detach().reshape([3, 4]).t().contiguous().exp() }),
    ("detach()", .detach, { try Tensor.cat([$0.detach(), $0.detach()]) }),
    ("detach()", .detach, { try Tensor.zeros([4, 3]).add_($0.detach()) }),
    ("detach()", .detach, { try Tensor.zeros([4, 3]).copy_($0.detach()) }),
    ("MulBackward0", .noGrad, { x in try noGrad { try x.mul(2) } }),
    ("ViewBackward0", .noGrad, { x in try noGrad { try x.view([12]) } }),
    (
      "SelectBackward0", .inferenceMode,
      { x in try inferenceMode { try x.select(dim: 0, index: 0) } }
    ),
    (
      "ReluBackward0", .noGrad,
      { x in
        // Written under no_grad into a tensor that has no path of its own.
        let kept = try Tensor.zeros([4, 3])
        try noGrad { try kept.copy_(x.relu()) }
        return kept
      }
    ),
    ("item()", .rebuiltFromNumber, { try Tensor.full([2], .double($0.sum().item())) }),
    (
      "numpy()", .rebuiltFromArray,
      { x in
        let flat = try x.detach().toArray(Float.self)
        return try Tensor(stride(from: 0, to: 12, by: 3).map { Array(flat[$0..<($0 + 3)]) })
      }
    ),
    ("ReluBackward0", .noGrad, { x in try noGrad { try x.relu() } }),
    ("ReluBackward0", .inferenceMode, { x in try inferenceMode { try x.relu() } }),
    ("item()", .rebuiltFromNumber, { Tensor(.double(try $0.sum().item())) }),
  ]

  @Test(arguments: ways.indices)
  func leavesItsCut(_ index: Int) throws {
    let (operation, kind, lose) = Self.ways[index]
    var generator = Generator(seed: 1)
    let leaf = try Tensor.randn([4, 3], generator: &generator).requiresGrad(true)
    currentStatement = 3
    defer { currentStatement = 0 }
    // What is exported last would be lost with its thread.
    let lost = try lose(leaf.mul(2))
    currentStatement = 4
    // Through any number of later ops.
    let loss = try lost.to(.float32).mul(2).sum().add(leaf.detach().sum())
    #expect(!loss.requiresGrad)
    let cut = try #require(loss.cut)
    #expect(cut.kind == kind)
    #expect(cut.operation == operation)
    #expect(cut.statement == 3)
    #expect(cut.steps.last == .init(operation: "AddBackward0", statement: 4))
    let error = #expect(throws: TorchError.self) { try loss.backward() }
    #expect(
      "\(try #require(error))"
        == "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn")
  }

  @Test func frozenLeafIsNamed() throws {
    let leaf = try Tensor([1.0, 2.0], requiresGrad: true)
    try leaf.requiresGrad(false)
    let cut = try #require(leaf.mul(3).sum().cut)
    #expect(cut.kind == .frozen)
    guard case .leaf(let named) = cut.source else {
      Issue.record("the cut names \(cut.source)")
      return
    }
    #expect(named === leaf)
  }

  /// The leaf holds its cut, so the cut must not hold the leaf.
  @Test func frozenLeafIsFreed() throws {
    weak var freed: Tensor?
    do {
      let leaf = try Tensor([1.0, 2.0], requiresGrad: true)
      try leaf.requiresGrad(false)
      freed = leaf
    }
    #expect(freed == nil)
  }

  @Test func differentiablePathHasNoCut() throws {
    let leaf = try Tensor([1.0, 2.0], requiresGrad: true)
    let loss = try leaf.mul(leaf.detach()).sum()
    #expect(loss.cut == nil)
    try loss.backward()
    #expect(leaf.grad?.values == [1, 2])
  }

  /// A loop that carries a detached value along must not keep every graph it ever made.
  @Test func detachedChainLetsOldGraphsGo() throws {
    let weight = try Tensor([0.5], requiresGrad: true)
    var state = try Tensor([1.0])
    weak var early: Node?
    for step in 0..<40 {
      state = try state.mul(weight)
      if step == 2 { early = state.gradFn }
      state = state.detach()
    }
    #expect(early == nil)
  }

  @Test func everyCutSaysItsOwnStatements() throws {
    defer { currentStatement = 0 }
    let leaf = try Tensor([1.0, 2.0], requiresGrad: true)
    var held: [Tensor] = []
    for round in 0..<2 {
      for line in 1...40 {
        currentStatement = line
        let cut = leaf.detach()
        currentStatement = 1000 + line * (round + 1)
        held.append(try cut.add(1).mul(2))
      }
    }
    for (index, tensor) in held.enumerated() {
      let (round, line) = (index / 40, index % 40 + 1)
      let (cut, after) = (try #require(tensor.cut), 1000 + line * (round + 1))
      #expect(cut.kind == .detach && cut.operation == "detach()" && cut.statement == line)
      #expect(
        cut.steps == [
          .init(operation: "AddBackward0", statement: after),
          .init(operation: "MulBackward0", statement: after),
        ])
    }
  }

  @Test func longGraphsAreWalkedAndReleasedWithoutRecursion() throws {
    let leaf = try Tensor([1.0], requiresGrad: true)
    var value = leaf
    for _ in 0..<2_000_000 { value = try value.add(1) }
    try value.sum().backward()
    #expect(leaf.grad?.values == [1])
  }
}
