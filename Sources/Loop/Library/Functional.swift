import Autograd

extension Library {
  /// `torch.nn.functional`
  static let functional: Namespace = Namespace("torch.nn.functional") { t in
    t.rows(of: tensor, "sigmoid tanh")
    t.tensor("relu", "input, inplace=False") { try $0.tensor(0).relu() }
    t.tensor("gelu", "input, approximate='none'") { a in
      try a.tensor(0).gelu(approximate: a.geluForm(1))
    }
    t.tensor("silu", "input, inplace=False") { try $0.tensor(0).silu() }
    t.tensor("elu", "input, alpha=1.0, inplace=False") { try $0.tensor(0).elu(alpha: $0.float(1)) }
    t.tensor("leaky_relu", "input, negative_slope=0.01, inplace=False") {
      try $0.tensor(0).leakyRelu(negativeSlope: $0.float(1))
    }
    t.tensor("softplus", "input, beta=1, threshold=20") {
      try $0.tensor(0).softplus(beta: $0.float(1), threshold: $0.float(2))
    }
    t.tensor("hardtanh", "input, min_val=-1.0, max_val=1.0, inplace=False") {
      try $0.tensor(0).hardtanh($0.float(1), $0.float(2))
    }
    t.tensor("softmax", "input, dim=None, _stacklevel=3, dtype=None") {
      try $0.tensor(0).cast($0, 3).softmax(dim: $0.optionalInt(1) ?? $0.tensor(0).implicitDim)
    }
    t.tensor("log_softmax", "input, dim=None, _stacklevel=3, dtype=None") {
      try $0.tensor(0).cast($0, 3).logSoftmax(dim: $0.optionalInt(1) ?? $0.tensor(0).implicitDim)
    }
    t.tensor("dropout", "input, p=0.5, training=True, inplace=False") {
      try $0.tensor(0).dropout(
        $0.float(1), training: $0.bool(2), generator: &$0.machine.generator)
    }
    t.tensor("linear", "input, weight, bias=None") {
      try Tensor.linear($0.tensor(0), $0.tensor(1), $0.optionalTensor(2))
    }
    t.tensor(
      "embedding",
      "input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, "
        + "sparse=False"
    ) {
      try $0.tensor(1).embedding($0.tensor(0), paddingIndex: $0.optionalInt(2))
    }
    t.tensor("one_hot", "tensor, num_classes=-1") { a in
      let classes = try a.int(1)
      return try a.tensor(0).oneHot(classes: classes < 0 ? nil : classes)
    }
    t.tensor("layer_norm", "input, normalized_shape, weight=None, bias=None, eps=1e-05") {
      try $0.tensor(0).layerNorm(
        $0.dims(1), weight: $0.optionalTensor(2), bias: $0.optionalTensor(3), eps: $0.float(4))
    }
    activationFunctions(&t)
    imageFunctions(&t)
    distances(&t)
    losses(&t)
  }

  private static func losses(_ t: inout TableBuilder) {
    let old = "size_average=None, reduce=None, reduction='mean'"
    t.tensor(
      "cross_entropy",
      "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, "
        + "reduction='mean', label_smoothing=0.0"
    ) {
      try $0.tensor(0).crossEntropy(
        $0.tensor(1), weight: $0.optionalTensor(2), reduction: $0.reduction(6, 3, 5)(),
        ignoreIndex: $0.int(4), labelSmoothing: $0.float(7))
    }
    t.tensor(
      "nll_loss",
      "input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'"
    ) {
      try $0.tensor(0).nllLoss(
        $0.tensor(1), weight: $0.optionalTensor(2), reduction: $0.reduction(6, 3, 5)(),
        ignoreIndex: $0.int(4))
    }
    t.tensor("mse_loss", "input, target, \(old), weight=None") {
      try $0.tensor(0).mseLoss($0.tensor(1), reduction: $0.reduction(4, 2, 3)())
    }
    t.tensor("l1_loss", "input, target, \(old), weight=None") {
      try $0.tensor(0).l1Loss($0.tensor(1), reduction: $0.reduction(4, 2, 3)())
    }
    t.tensor("smooth_l1_loss", "input, target, \(old), beta=1.0") {
      try $0.tensor(0).smoothL1Loss(
        $0.tensor(1), reduction: $0.reduction(4, 2, 3)(), beta: $0.float(5))
    }
    t.tensor("huber_loss", "input, target, reduction='mean', delta=1.0, weight=None") {
      try $0.tensor(0).huberLoss($0.tensor(1), reduction: $0.reduction(2), delta: $0.float(3))
    }
    t.tensor("binary_cross_entropy", "input, target, weight=None, \(old)") {
      try $0.tensor(0).bceLoss(
        $0.tensor(1), weight: $0.optionalTensor(2), reduction: $0.reduction(5, 3, 4)())
    }
    t.tensor(
      "binary_cross_entropy_with_logits",
      "input, target, weight=None, \(old), pos_weight=None"
    ) {
      try $0.tensor(0).bceWithLogits(
        $0.tensor(1), weight: $0.optionalTensor(2), posWeight: $0.optionalTensor(6),
        reduction: $0.reduction(5, 3, 4)())
    }
    t.tensor("kl_div", "input, target, \(old), log_target=False") {
      try $0.tensor(0).klDivergence($0.tensor(1), $0.reduction(4, 2, 3)(), logTarget: $0.bool(5))
    }
    t.tensor("soft_margin_loss", "input, target, \(old)") {
      try $0.tensor(1).neg().mul($0.tensor(0)).exp().log1p().reduced(to: $0.reduction(4, 2, 3)())
    }
    t.tensor("hinge_embedding_loss", "input, target, margin=1.0, \(old)") {
      try $0.tensor(0).hingeEmbedding($0.tensor(1), $0.float(2)).reduced(
        to: $0.reduction(5, 3, 4)())
    }
    t.tensor("margin_ranking_loss", "input1, input2, target, margin=0, \(old)") {
      try $0.tensor(2).neg().mul($0.tensor(0).sub($0.tensor(1))).add(.double($0.float(3)))
        .clamp(min: 0).reduced(to: $0.reduction(6, 4, 5)())
    }
    t.tensor("cosine_embedding_loss", "input1, input2, target, margin=0, \(old)") {
      try $0.tensor(0).cosineEmbedding($0.tensor(1), $0.tensor(2), $0.float(3)).reduced(
        to: $0.reduction(6, 4, 5)())
    }
    t.tensor(
      "triplet_margin_loss",
      "anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, \(old)"
    ) { a in
      if try a.bool(6) { throw Machine.leftOut("triplet_margin_loss(swap=True)") }
      return try a.tensor(0).tripletMargin(
        a.tensor(1), a.tensor(2), a.float(3), p: a.float(4), eps: a.float(5)
      ).reduced(to: a.reduction(9, 7, 8)())
    }
    t.tensor("gaussian_nll_loss", "input, target, var, full=False, eps=1e-06, reduction='mean'") {
      try $0.tensor(0).gaussianLoss(
        $0.tensor(1), $0.tensor(2), isFull: $0.bool(3), eps: $0.float(4)
      ).reduced(to: $0.reduction(5))
    }
    t.tensor(
      "poisson_nll_loss",
      "input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, "
        + "reduction='mean'"
    ) { a in
      if try a.bool(3) { throw Machine.leftOut("poisson_nll_loss(full=True)") }
      return try a.tensor(0).poissonLoss(a.tensor(1), isLog: a.bool(2), eps: a.float(5)).reduced(
        to: a.reduction(7, 4, 6)())
    }
    t.leftOut("ctc_loss multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss") {
      "F.\($0)"
    }
  }
}
