import Autograd
import NN

// Loss classes: the settings of their constructor, and the function they are.

extension Library {
  static func lossTypes(_ t: inout TableBuilder) {
    let old = "size_average=None, reduce=None, reduction='mean'"
    loss(
      &t, "CrossEntropyLoss",
      "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', "
        + "label_smoothing=0.0"
    ) { a in
      let (weight, ignored, reduction) = (
        try a.optionalTensor(0), try a.int(2), try a.reduction(4, 1, 3)
      )
      let smoothing = try a.float(5)
      return {
        try $0.crossEntropy(
          $1, weight: weight, reduction: reduction(), ignoreIndex: ignored,
          labelSmoothing: smoothing)
      }
    }
    loss(
      &t, "NLLLoss",
      "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"
    ) { a in
      let (weight, ignored, reduction) = (
        try a.optionalTensor(0), try a.int(2), try a.reduction(4, 1, 3)
      )
      return {
        try $0.nllLoss($1, weight: weight, reduction: reduction(), ignoreIndex: ignored)
      }
    }
    loss(&t, "BCEWithLogitsLoss", "weight=None, \(old), pos_weight=None") { a in
      let (weight, positive, reduction) = (
        try a.optionalTensor(0), try a.optionalTensor(4), try a.reduction(3, 1, 2)
      )
      return {
        try $0.bceWithLogits($1, weight: weight, posWeight: positive, reduction: reduction())
      }
    }
    loss(&t, "BCELoss", "weight=None, \(old)") { a in
      let (weight, reduction) = (try a.optionalTensor(0), try a.reduction(3, 1, 2))
      return { try $0.bceLoss($1, weight: weight, reduction: reduction()) }
    }
    loss(&t, "MSELoss", old) { a in
      let reduction = try a.reduction(2, 0, 1)
      return { try $0.mseLoss($1, reduction: reduction()) }
    }
    loss(&t, "L1Loss", old) { a in
      let reduction = try a.reduction(2, 0, 1)
      return { try $0.l1Loss($1, reduction: reduction()) }
    }
    loss(&t, "SmoothL1Loss", old + ", beta=1.0") { a in
      let (reduction, beta) = (try a.reduction(2, 0, 1), try a.float(3))
      return { try $0.smoothL1Loss($1, reduction: reduction(), beta: beta) }
    }
    loss(&t, "HuberLoss", "reduction='mean', delta=1.0") { a in
      let (word, delta) = (try a.string(0), try a.float(1))
      return { try $0.huberLoss($1, reduction: Library.reduction(word), delta: delta) }
    }
    loss(&t, "KLDivLoss", old + ", log_target=False") { a in
      let (reduction, isLog) = (try a.reduction(2, 0, 1), try a.bool(3))
      return { try $0.klDivergence($1, reduction(), logTarget: isLog) }
    }
    loss(&t, "SoftMarginLoss", old) { a in
      let reduction = try a.reduction(2, 0, 1)
      return { try $1.neg().mul($0).exp().log1p().reduced(to: reduction()) }
    }
    loss(&t, "HingeEmbeddingLoss", "margin=1.0, \(old)") { a in
      let (margin, reduction) = (try a.float(0), try a.reduction(3, 1, 2))
      return { try $0.hingeEmbedding($1, margin).reduced(to: reduction()) }
    }
    loss(
      &t, "PoissonNLLLoss",
      "log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean'"
    ) { a in
      let (isLog, isFull, eps) = (try a.bool(0), try a.bool(1), try a.float(3))
      let reduction = try a.reduction(5, 2, 4)
      if isFull { throw Machine.leftOut("PoissonNLLLoss(full=True)") }
      return {
        try $0.poissonLoss($1, isLog: isLog, eps: eps).reduced(to: reduction())
      }
    }
    ofMore(&t)
  }

  private static func ofMore(_ t: inout TableBuilder) {
    let old = "size_average=None, reduce=None, reduction='mean'"
    lossType(&t, "CosineEmbeddingLoss", "margin=0.0, \(old)") { a in
      let (margin, reduction) = (try a.float(0), try a.reduction(3, 1, 2))
      return LossObject("CosineEmbeddingLoss", "input1, input2, target") {
        try $0[0].cosineEmbedding($0[1], $0[2], margin).reduced(to: reduction())
      }
    }
    lossType(&t, "MarginRankingLoss", "margin=0.0, \(old)") { a in
      let (margin, reduction) = (try a.float(0), try a.reduction(3, 1, 2))
      return LossObject("MarginRankingLoss", "input1, input2, target") {
        try $0[2].neg().mul($0[0].sub($0[1])).add(.double(margin)).clamp(min: 0)
          .reduced(to: reduction())
      }
    }
    lossType(
      &t, "TripletMarginLoss",
      "margin=1.0, p=2.0, eps=1e-06, swap=False, size_average=None, reduce=None, reduction='mean'"
    ) { a in
      let (margin, p, eps) = (try a.float(0), try a.float(1), try a.float(2))
      if try a.bool(3) { throw Machine.leftOut("TripletMarginLoss(swap=True)") }
      let reduction = try a.reduction(6, 4, 5)
      return LossObject("TripletMarginLoss", "anchor, positive, negative") {
        try $0[0].tripletMargin($0[1], $0[2], margin, p: p, eps: eps).reduced(to: reduction())
      }
    }
    lossType(&t, "GaussianNLLLoss", "*, full=False, eps=1e-06, reduction='mean'") { a in
      let (isFull, eps, word) = (try a.bool(0), try a.float(1), try a.string(2))
      return LossObject("GaussianNLLLoss", "input, target, var") {
        try $0[0].gaussianLoss($0[1], $0[2], isFull: isFull, eps: eps).reduced(
          to: Library.reduction(word))
      }
    }
  }

  /// A loss of an input and a target: its class, and what makes its function.
  private static func loss(
    _ t: inout TableBuilder, _ name: String, _ signature: String,
    _ make: @escaping @Sendable (Arguments) throws -> (Tensor, Tensor) throws -> Tensor
  ) {
    lossType(&t, name, signature) { LossObject(name, try make($0)) }
  }

  private static func lossType(
    _ t: inout TableBuilder, _ name: String, _ signature: String,
    _ make: @escaping @Sendable (Arguments) throws -> LossObject
  ) {
    let row = Row(
      name: name, signature: Signature(signature, style: .constructor),
      result: .object(.loss)
    ) {
      .object(try make($0))
    }
    t.type(
      name,
      PythonType(name, path: "torch.nn.modules.loss.\(name)", row: row) { $0.loss?.kind == name })
  }

  /// A `reduction=` by its word.
  static func reduction(_ word: String) throws -> Reduction {
    guard let reduction = Reduction(rawValue: word) else {
      throw LoopError.value("\(word) is not a valid value for reduction")
    }
    return reduction
  }

  /// `torch.nn.modules`
  static let nnModules = Namespace("torch.nn.modules") { t in
    t.namespace(
      "loss",
      Namespace("torch.nn.modules.loss") { t in
        t.type("_Loss", PythonType("_Loss", path: "torch.nn.modules.loss._Loss") { $0.loss != nil })
        t.type(
          "_WeightedLoss",
          PythonType("_WeightedLoss", path: "torch.nn.modules.loss._WeightedLoss") { value in
            ["CrossEntropyLoss", "NLLLoss", "BCELoss"].contains(value.loss?.kind ?? "")
          })
      })
    t.namespace(
      "batchnorm",
      Namespace("torch.nn.modules.batchnorm") { t in
        t.type(
          "_BatchNorm",
          PythonType("_BatchNorm", path: "torch.nn.modules.batchnorm._BatchNorm") {
            $0.module?.kind.hasPrefix("BatchNorm") ?? false
          })
      })
  }
}

extension Arguments {
  /// What a loss does with its elements. A word that is none raises when the loss is called, as in
  /// PyTorch; the old `size_average` and `reduce` come before the word where they are given.
  func reduction(_ index: Int, _ average: Int, _ reduce: Int) throws -> () throws -> Reduction {
    if !isNone(average) || !isNone(reduce) {
      let isReduced = try isNone(reduce) ? true : machine.isTrue(self[reduce])
      let isMean = try isNone(average) ? true : machine.isTrue(self[average])
      return { isReduced ? (isMean ? .mean : .sum) : .none }
    }
    let word = try string(index)
    return { try Library.reduction(word) }
  }
}

extension Tensor {
  /// The mean, the sum, or the elements themselves.
  func reduced(to reduction: Reduction) throws -> Tensor {
    switch reduction {
    case .none: self
    case .mean: try mean()
    case .sum: try sum()
    case .batchmean: throw LoopError.value("batchmean is not a valid value for reduction")
    }
  }

  /// `F.kl_div`, whose `batchmean` is the sum over the number of rows.
  func klDivergence(_ target: Tensor, _ reduction: Reduction, logTarget: Bool) throws -> Tensor {
    guard reduction == .batchmean else {
      return try klDiv(target, reduction: reduction, logTarget: logTarget)
    }
    return try klDiv(target, reduction: .sum, logTarget: logTarget).div(.int(shape.first ?? 1))
  }

  /// x where the target is 1, max(0, margin - x) where it is -1.
  func hingeEmbedding(_ target: Tensor, _ margin: Double) throws -> Tensor {
    let far = try neg().add(.double(margin)).clamp(min: 0)
    let zeros = try zerosLike()
    return try Tensor.where(target.eq(1), zeros, far).add(
      Tensor.where(target.eq(-1), zeros, self))
  }

  /// eˣ - t·x, or x - t·log(x + ε).
  func poissonLoss(_ target: Tensor, isLog: Bool, eps: Double) throws -> Tensor {
    isLog
      ? try exp().sub(target.mul(self)) : try sub(target.mul(add(.double(eps)).log()))
  }

  /// The cosine of the angle between vectors along a dimension; lengths are at least ε.
  func cosineSimilarity(_ other: Tensor, dim: Int, eps: Double) throws -> Tensor {
    let dot = try mul(other).sum(dims: [dim])
    let lengths = try norm(dims: [dim]).clamp(min: .double(eps)).mul(
      other.norm(dims: [dim]).clamp(min: .double(eps)))
    return try dot.div(lengths)
  }

  /// 1 - cos where the target is 1, max(0, cos - margin) where it is -1.
  func cosineEmbedding(_ other: Tensor, _ target: Tensor, _ margin: Double) throws -> Tensor {
    let cosine = try cosineSimilarity(other, dim: dim - 1, eps: 0)
    let apart = try cosine.sub(.double(margin)).clamp(min: 0)
    let zeros = try apart.zerosLike()
    return try Tensor.where(target.eq(1), cosine.neg().add(1), zeros).add(
      Tensor.where(target.eq(-1), apart, zeros))
  }

  /// ‖x - y + ε‖ₚ along the last dimension, PyTorch's `F.pairwise_distance`.
  func pairwiseDistance(_ other: Tensor, p: Double, eps: Double, keepdim: Bool = false) throws
    -> Tensor
  {
    try sub(other).add(.double(eps)).norm(p: p, dims: [-1], keepdim: keepdim)
  }

  /// max(0, d(anchor, positive) - d(anchor, negative) + margin)
  func tripletMargin(
    _ positive: Tensor, _ negative: Tensor, _ margin: Double, p: Double, eps: Double
  ) throws -> Tensor {
    try pairwiseDistance(positive, p: p, eps: eps).sub(
      pairwiseDistance(negative, p: p, eps: eps)
    ).add(.double(margin)).clamp(min: 0)
  }

  /// (log v + (x - t)²/v)/2 with v at least ε.
  func gaussianLoss(_ target: Tensor, _ variance: Tensor, isFull: Bool, eps: Double) throws
    -> Tensor
  {
    // The bound is no part of the gradient.
    let bounded = try variance.add(
      withoutTracking { try variance.clamp(min: .double(eps)).sub(variance) })
    let loss = try bounded.log().add(sub(target).square().div(bounded)).mul(0.5)
    return isFull ? try loss.add(.double(0.918938533204672741780329736406)) : loss
  }
}
