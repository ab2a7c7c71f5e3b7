@testable import Autograd

extension OperationTable {
  private static func reduction(_ a: Arguments) throws -> Reduction {
    guard let text = a.string("reduction") else { return .mean }
    guard let reduction = Reduction(rawValue: text) else {
      throw Arguments.Unsupported(reason: "reduction \(text)")
    }
    return reduction
  }

  static let neural: [String: Row] = [
    "softmax": { [try $0.x.softmax(dim: $0.int("dim") ?? 0)] },
    "log_softmax": { [try $0.x.logSoftmax(dim: $0.int("dim") ?? 0)] },
    "cross_entropy": { a in
      [
        try a.x.crossEntropy(
          a.need("target"), weight: a.tensor("weight"), reduction: reduction(a),
          ignoreIndex: a.int("ignore_index") ?? -100,
          labelSmoothing: a.double("label_smoothing") ?? 0)
      ]
    },
    "nll_loss": { a in
      [
        try a.x.nllLoss(
          a.need("target"), weight: a.tensor("weight"), reduction: reduction(a),
          ignoreIndex: a.int("ignore_index") ?? -100)
      ]
    },
    "bce_with_logits": { a in
      [
        try a.x.bceWithLogits(
          a.need("target"), weight: a.tensor("weight"), posWeight: a.tensor("pos_weight"),
          reduction: reduction(a))
      ]
    },
    "bce": { a in
      [try a.x.bceLoss(a.need("target"), weight: a.tensor("weight"), reduction: reduction(a))]
    },
    "mse_loss": { [try $0.x.mseLoss($0.need("target"), reduction: reduction($0))] },
    "l1_loss": { [try $0.x.l1Loss($0.need("target"), reduction: reduction($0))] },
    "smooth_l1_loss": { a in
      [
        try a.x.smoothL1Loss(
          a.need("target"), reduction: reduction(a), beta: a.double("beta") ?? 1)
      ]
    },
    "huber_loss": { a in
      [try a.x.huberLoss(a.need("target"), reduction: reduction(a), delta: a.double("delta") ?? 1)]
    },
    "kl_div": { a in
      [try a.x.klDiv(a.need("target"), reduction: reduction(a), logTarget: a.bool("log_target"))]
    },
    "conv1d": { a in
      if let mode = a.string("padding").flatMap(Tensor.PaddingMode.init) {
        return [
          try Tensor.conv1d(
            a.x, a.need("weight"), a.tensor("bias"), stride: a.ints("stride")?.first ?? 1,
            padding: mode, dilation: a.ints("dilation")?.first ?? 1, groups: a.int("groups") ?? 1)
        ]
      }
      return [
        try Tensor.conv1d(
          a.x, a.need("weight"), a.tensor("bias"), stride: a.ints("stride")?.first ?? 1,
          padding: a.ints("padding")?.first ?? 0, dilation: a.ints("dilation")?.first ?? 1,
          groups: a.int("groups") ?? 1)
      ]
    },
    "conv2d": { a in
      if let mode = a.string("padding").flatMap(Tensor.PaddingMode.init) {
        return [
          try Tensor.conv2d(
            a.x, a.need("weight"), a.tensor("bias"), stride: a.ints("stride") ?? [1],
            padding: mode, dilation: a.ints("dilation") ?? [1], groups: a.int("groups") ?? 1)
        ]
      }
      return [
        try Tensor.conv2d(
          a.x, a.need("weight"), a.tensor("bias"), stride: a.ints("stride") ?? [1],
          padding: a.ints("padding") ?? [0], dilation: a.ints("dilation") ?? [1],
          groups: a.int("groups") ?? 1)
      ]
    },
    "max_pool2d": { a in
      [
        try a.x.maxPool2d(
          kernel: a.ints("kernel_size") ?? [], stride: a.ints("stride") ?? [],
          padding: a.ints("padding") ?? [0], dilation: a.ints("dilation") ?? [1],
          ceilMode: a.bool("ceil_mode"))
      ]
    },
    "avg_pool2d": { a in
      [
        try a.x.avgPool2d(
          kernel: a.ints("kernel_size") ?? [], stride: a.ints("stride") ?? [],
          padding: a.ints("padding") ?? [0], ceilMode: a.bool("ceil_mode"),
          countIncludePad: a.scalar("count_include_pad").map { $0.double != 0 } ?? true,
          divisorOverride: a.int("divisor_override"))
      ]
    },
    "adaptive_avg_pool2d": { a in
      guard case .list(let list)? = a.values["output_size"] else {
        return [try a.x.adaptiveAvgPool2d([a.int("output_size")])]
      }
      return [
        try a.x.adaptiveAvgPool2d(
          list.map { if case .number(let number) = $0 { number.int } else { nil } })
      ]
    },
    "dropout": { a in
      var generator = Generator(seed: 0)
      let isTraining = a.scalar("training").map { $0.double != 0 } ?? true
      return [
        try a.x.dropout(a.double("p") ?? 0.5, training: isTraining, generator: &generator)
      ]
    },
    "layer_norm": { a in
      [
        try a.x.layerNorm(
          a.ints("normalized_shape") ?? [], weight: a.tensor("weight"), bias: a.tensor("bias"),
          eps: a.double("eps") ?? 1e-5)
      ]
    },
    "batch_norm": { a in
      let mean = a.tensor("running_mean")
      let variance = a.tensor("running_var")
      let out = try a.x.batchNorm(
        runningMean: mean, runningVar: variance, weight: a.tensor("weight"),
        bias: a.tensor("bias"), training: a.bool("training"),
        momentum: a.double("momentum") ?? 0.1, eps: a.double("eps") ?? 1e-5)
      return [out] + [mean, variance].compactMap { $0 }
    },
  ]
}
