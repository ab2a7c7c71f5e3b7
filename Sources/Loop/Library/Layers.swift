import Autograd
import NN

// Layers with parameters. Weights are drawn as PyTorch draws them, in its order.

extension Library {
  static func layers(_ t: inout TableBuilder) {
    module(&t, "Linear", "in_features, out_features, bias=True, device=None, dtype=None") { a in
      try Linear(
        a.size(0), a.size(1), bias: a.bool(2), generator: &a.machine.generator)
    }
    module(
      &t, "Embedding",
      "num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, "
        + "scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None"
    ) { try embedding($0) }
    for (name, ranks) in [("BatchNorm1d", 2...3), ("BatchNorm2d", 4...4), ("BatchNorm3d", 5...5)] {
      module(
        &t, name,
        "num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, "
          + "dtype=None"
      ) { try batchNorm(name, ranks, $0) }
    }
    module(
      &t, "LayerNorm",
      "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None"
    ) { try layerNorm($0) }
    module(
      &t, "GroupNorm", "num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None"
    ) { try groupNorm($0) }
    module(&t, "PReLU", "num_parameters=1, init=0.25, device=None, dtype=None") { a in
      let weight = try Tensor.full([a.size(0)], a.scalar(1), dtype: .float32).requiresGrad(true)
      return BuiltModule(
        "PReLU", "num_parameters=\(weight.count)", parameters: [("weight", weight)]
      ) { input, _ in
        var slope = weight
        if weight.count > 1 {
          slope = try weight.reshape([-1] + [Int](repeating: 1, count: max(input.dim - 2, 0)))
        }
        return try input.clamp(min: 0).add(slope.mul(input.clamp(max: 0)))
      }
    }
    module(&t, "Sequential", "*args") { a in
      if a.star.count == 1, case .dict(let named) = a.star[0] {
        return Sequential(try named.all.map { try submodule($0.value) })
      }
      return Sequential(try a.star.map { try submodule($0) })
    }
    module(&t, "ModuleList", "modules=()") { a in
      ModuleList(try a.machine.items(of: a[0]).map { try submodule($0) })
    }
  }

  static func submodule(_ value: Value) throws -> any Module {
    guard let module = value.module else {
      throw LoopError.type("\(value.typeName) is not a Module subclass")
    }
    return module
  }

  private static func embedding(_ a: Arguments) throws -> any Module {
    guard a.isNone(3), try !a.bool(5), try !a.bool(6) else {
      throw Machine.leftOut("these settings of Embedding")
    }
    let (count, width) = (try a.size(0), try a.size(1))
    let padding = try a.optionalInt(2).map { index in
      guard index < count, index >= -count else {
        throw LoopError(
          "AssertionError", "Padding_idx must be within num_embeddings")
      }
      return index < 0 ? index + count : index
    }
    let weight: Tensor
    if let given = try a.optionalTensor(7) {
      weight = try given.detach().clone()
    } else {
      weight = try Tensor.randn([count, width], generator: &a.machine.generator)
      if let padding { try weight.select(dim: 0, index: padding).zero_() }
    }
    try weight.requiresGrad(!a.bool(8))
    return BuiltModule(
      "Embedding", "\(count), \(width)" + (padding.map { ", padding_idx=\($0)" } ?? ""),
      parameters: [("weight", weight)]
    ) { input, _ in try weight.embedding(input, paddingIndex: padding) }
  }

  // MARK: - Normalization

  private static func batchNorm(
    _ kind: String, _ ranks: ClosedRange<Int>, _ a: Arguments
  ) throws -> any Module {
    let (count, eps) = (try a.size(0), try a.float(1))
    let momentum = try a.optionalFloat(2)
    let (isAffine, tracks) = (try a.bool(3), try a.bool(4))
    let weight = isAffine ? try Tensor.ones([count]).requiresGrad(true) : nil
    let bias = isAffine ? try Tensor.zeros([count]).requiresGrad(true) : nil
    let mean = tracks ? try Tensor.zeros([count]) : nil
    let spread = tracks ? try Tensor.ones([count]) : nil
    let batches = try Tensor.zeros([], dtype: .int64)
    var parameters: [(name: String, tensor: Tensor)] = []
    if let weight, let bias { parameters = [("weight", weight), ("bias", bias)] }
    var buffers: [(name: String, tensor: Tensor)] = []
    if let mean, let spread {
      buffers = [
        ("running_mean", mean), ("running_var", spread), ("num_batches_tracked", batches),
      ]
    }
    let flag = { $0 ? "True" : "False" }
    return BuiltModule(
      kind,
      "\(count), eps=\(FloatText.shortest(eps)), momentum="
        + "\(momentum.map { FloatText.shortest($0) } ?? "None"), affine=\(flag(isAffine)), "
        + "bias=\(flag(isAffine)), track_running_stats=\(flag(tracks))",
      parameters: parameters, buffers: buffers, isModal: true
    ) { input, isTraining in
      guard ranks.contains(input.dim) else {
        let wanted = ranks.count == 1 ? "\(ranks.lowerBound)D" : "2D or 3D"
        throw TorchError(.value, "expected \(wanted) input (got \(input.dim)D input)")
      }
      var factor = momentum ?? 0
      if isTraining, tracks {
        try withoutTracking { _ = try batches.add_(1) }
        // Without a momentum the running values are the mean of all batches.
        if momentum == nil { factor = 1 / Double(try batches.itemInt()) }
      }
      return try input.batchNorm(
        runningMean: mean, runningVar: spread, weight: weight, bias: bias,
        training: isTraining || !tracks, momentum: factor, eps: eps)
    }
  }

  private static func layerNorm(_ a: Arguments) throws -> any Module {
    let (shape, eps) = (try a.dims(0), try a.float(1))
    let (isAffine, hasBias) = (try a.bool(2), try a.bool(3))
    let weight = isAffine ? try Tensor.ones(shape).requiresGrad(true) : nil
    let bias = isAffine && hasBias ? try Tensor.zeros(shape).requiresGrad(true) : nil
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return BuiltModule(
      "LayerNorm",
      "(\(sizes)), eps=\(FloatText.shortest(eps)), elementwise_affine=\(isAffine ? "True" : "False"), "
        + "bias=\(hasBias ? "True" : "False")",
      parameters: [("weight", weight), ("bias", bias)].compactMap { name, tensor in
        tensor.map { (name, $0) }
      }
    ) { input, _ in try input.layerNorm(shape, weight: weight, bias: bias, eps: eps) }
  }

  private static func groupNorm(_ a: Arguments) throws -> any Module {
    let (groups, channels, eps) = (try a.size(0), try a.size(1), try a.float(2))
    guard groups > 0, channels % groups == 0 else {
      throw LoopError.value(
        "num_channels (\(channels)) must be divisible by num_groups (\(groups))")
    }
    let isAffine = try a.bool(3)
    let weight = isAffine ? try Tensor.ones([channels]).requiresGrad(true) : nil
    let bias = isAffine ? try Tensor.zeros([channels]).requiresGrad(true) : nil
    return BuiltModule(
      "GroupNorm",
      "\(groups), \(channels), eps=\(FloatText.shortest(eps)), affine=\(isAffine ? "True" : "False"), "
        + "bias=\(isAffine ? "True" : "False")",
      parameters: [("weight", weight), ("bias", bias)].compactMap { name, tensor in
        tensor.map { (name, $0) }
      }
    ) { input, _ in
      try input.groupNorm(groups, weight: weight, bias: bias, eps: eps)
    }
  }
}

extension Tensor {
  /// Each group of channels of [N, C, …] with mean 0 and variance 1, then scaled by channel.
  func groupNorm(_ groups: Int, weight: Tensor?, bias: Tensor?, eps: Double) throws -> Tensor {
    guard dim >= 2, groups > 0, shape[1] % groups == 0 else {
      throw TorchError(
        .runtime,
        "Expected number of channels in input to be divisible by num_groups, but got input of shape "
          + "\(shape) and num_groups=\(groups)")
    }
    let rows = try reshape([shape[0], groups, -1])
    let width = rows.shape[2]
    let normal = try rows.layerNorm([width], weight: nil, bias: nil, eps: eps).reshape(shape)
    let perChannel = [-1] + [Int](repeating: 1, count: dim - 2)
    let scaled = try weight.map { try normal.mul($0.reshape(perChannel)) } ?? normal
    return try bias.map { try scaled.add($0.reshape(perChannel)) } ?? scaled
  }
}
