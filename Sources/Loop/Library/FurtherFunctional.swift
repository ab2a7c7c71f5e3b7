import Autograd

// Activations, image functions and distances of `torch.nn.functional`.

extension Library {
  static func activationFunctions(_ t: inout TableBuilder) {
    t.tensor("selu", "input, inplace=False") { try $0.tensor(0).selu() }
    t.tensor("celu", "input, alpha=1.0, inplace=False") { a in
      let alpha = try a.float(1)
      return try a.tensor(0).div(.double(alpha)).elu().mul(.double(alpha))
    }
    t.tensor("mish", "input, inplace=False") {
      try $0.tensor(0).mul($0.tensor(0).softplus().tanh())
    }
    t.tensor("relu6", "input, inplace=False") { try $0.tensor(0).hardtanh(0, 6) }
    t.tensor("hardsigmoid", "input, inplace=False") { try $0.tensor(0).hardSigmoid() }
    t.tensor("hardswish", "input, inplace=False") {
      try $0.tensor(0).mul($0.tensor(0).hardSigmoid())
    }
    t.tensor("logsigmoid", "input") { try $0.tensor(0).neg().softplus().neg() }
    t.tensor("softsign", "input") { try $0.tensor(0).div($0.tensor(0).abs().add(1)) }
    t.tensor("tanhshrink", "input") { try $0.tensor(0).sub($0.tensor(0).tanh()) }
    t.tensor("glu", "input, dim=-1") { try $0.tensor(0).glu($0.int(1)) }
    t.tensor("softmin", "input, dim=None, _stacklevel=3, dtype=None") {
      try $0.tensor(0).neg().softmax(dim: $0.optionalInt(1) ?? $0.tensor(0).implicitDim)
    }
    t.tensor("prelu", "input, weight") { a in
      let (input, weight) = (try a.tensor(0), try a.tensor(1))
      let slope =
        weight.count > 1
        ? try weight.reshape([-1] + [Int](repeating: 1, count: max(input.dim - 2, 0))) : weight
      return try input.clamp(min: 0).add(slope.mul(input.clamp(max: 0)))
    }
    t.tensor("threshold", "input, threshold, value, inplace=False") { a in
      let input = try a.tensor(0)
      return try Tensor.where(
        input.gt(a.scalar(1)), input, input.fullLike(a.scalar(2)))
    }
    t.tensor("relu_", "input") { try $0.tensor(0).relu_() }
    t.tensor("group_norm", "input, num_groups, weight=None, bias=None, eps=1e-05") {
      try $0.tensor(0).groupNorm(
        $0.int(1), weight: $0.optionalTensor(2), bias: $0.optionalTensor(3), eps: $0.float(4))
    }
    t.tensor(
      "batch_norm",
      "input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05"
    ) {
      try $0.tensor(0).batchNorm(
        runningMean: $0.optionalTensor(1), runningVar: $0.optionalTensor(2),
        weight: $0.optionalTensor(3), bias: $0.optionalTensor(4), training: $0.bool(5),
        momentum: $0.float(6), eps: $0.float(7))
    }
    t.leftOut(
      """
      dropout1d dropout2d dropout3d alpha_dropout gumbel_softmax rrelu hardshrink softshrink \
      instance_norm local_response_norm multi_head_attention_forward embedding_bag
      """
    ) { "F.\($0)" }
    t.tensor(
      "scaled_dot_product_attention",
      "query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False"
    ) { try attention($0) }
  }

  /// softmax(q·kᵀ/√d + mask)·v. Vaswani et al., 2017.
  private static func attention(_ a: Arguments) throws -> Tensor {
    let (query, key, value) = (try a.tensor(0), try a.tensor(1), try a.tensor(2))
    if try a.bool(7) { throw Machine.leftOut("scaled_dot_product_attention(enable_gqa=True)") }
    let width = Double(max(query.shape.last ?? 1, 1))
    let scale = try a.optionalFloat(6) ?? 1 / width.squareRoot()
    var scores = try query.matmul(key.transpose(-2, -1)).mul(.double(scale))
    if try a.bool(5) {
      let shape = scores.shape.suffix(2)
      let mask = try Tensor.ones(Array(shape)).tril().eq(0)
      scores = try scores.maskedFill(mask, .double(-.infinity))
    }
    if let mask = try a.optionalTensor(3) {
      scores =
        try mask.dtype == .bool
        ? scores.maskedFill(mask.logicalNot(), .double(-.infinity)) : scores.add(mask)
    }
    let weights = try scores.softmax(dim: -1)
    let p = try a.float(4)
    return try (p > 0 ? weights.dropout(p, generator: &a.machine.generator) : weights).matmul(value)
  }

  // MARK: - Images

  static func imageFunctions(_ t: inout TableBuilder) {
    for (name, rank) in [("conv1d", 1), ("conv2d", 2)] {
      t.tensor(name, "input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1") { a in
        let (stride, dilation) = (try a.sizes(3, rank), try a.sizes(5, rank))
        if case .string(let word) = a[4] {
          guard let padding = Tensor.PaddingMode(rawValue: word.text) else {
            throw LoopError.runtime("Invalid padding string: '\(word.text)'")
          }
          return try rank == 2
            ? Tensor.conv2d(
              a.tensor(0), a.tensor(1), a.optionalTensor(2), stride: stride, padding: padding,
              dilation: dilation, groups: a.int(6))
            : Tensor.conv1d(
              a.tensor(0), a.tensor(1), a.optionalTensor(2), stride: stride[0], padding: padding,
              dilation: dilation[0], groups: a.int(6))
        }
        let padding = try a.sizes(4, rank)
        return try rank == 2
          ? Tensor.conv2d(
            a.tensor(0), a.tensor(1), a.optionalTensor(2), stride: stride, padding: padding,
            dilation: dilation, groups: a.int(6))
          : Tensor.conv1d(
            a.tensor(0), a.tensor(1), a.optionalTensor(2), stride: stride[0], padding: padding[0],
            dilation: dilation[0], groups: a.int(6))
      }
    }
    t.tensor(
      "max_pool2d",
      "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False"
    ) { a in
      if try a.bool(6) { throw Machine.leftOut("return_indices=True") }
      return try a.tensor(0).maxPool2d(
        kernel: a.dims(1), stride: a.isNone(2) ? a.dims(1) : a.dims(2), padding: a.dims(3),
        dilation: a.dims(4), ceilMode: a.bool(5))
    }
    t.tensor(
      "avg_pool2d",
      "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, "
        + "divisor_override=None"
    ) { a in
      try a.tensor(0).avgPool2d(
        kernel: a.dims(1), stride: a.isNone(2) ? a.dims(1) : a.dims(2), padding: a.dims(3),
        ceilMode: a.bool(4), countIncludePad: a.bool(5), divisorOverride: a.optionalInt(6))
    }
    t.tensor("adaptive_avg_pool2d", "input, output_size") {
      try $0.tensor(0).adaptiveAvgPool2d($0.adaptiveSize(1))
    }
    t.tensor("pad", "input, pad, mode='constant', value=None") { a in
      guard try a.string(2) == "constant" else { throw Machine.leftOut("this mode of F.pad") }
      return try padded(a.tensor(0), a.ints(1), a.optionalScalar(3) ?? 0)
    }
    t.tensor(
      "interpolate",
      "input, size=None, scale_factor=None, mode='nearest', align_corners=None, "
        + "recompute_scale_factor=None, antialias=False"
    ) { try interpolated($0) }
    t.leftOut(
      """
      conv3d conv_transpose1d conv_transpose2d max_pool1d max_pool3d avg_pool1d avg_pool3d \
      adaptive_max_pool2d adaptive_avg_pool1d lp_pool2d fold unfold upsample grid_sample affine_grid \
      pixel_shuffle max_unpool2d
      """
    ) { "F.\($0)" }
  }

  /// Numbers around the last dimensions: pairs of before and after, the last dimension's first.
  private static func padded(_ tensor: Tensor, _ pads: [Int], _ value: Scalar) throws -> Tensor {
    guard pads.count % 2 == 0 else {
      throw TorchError(.runtime, "Padding length must be divisible by 2")
    }
    guard pads.count / 2 <= tensor.dim else {
      throw TorchError(
        .runtime,
        "Padding length should be less than or equal to two times the input dimension but got padding "
          + "length \(pads.count) and input of dimension \(tensor.dim)")
    }
    guard pads.allSatisfy({ $0.magnitude < 1 << 40 }) else { throw LoopError.memory }
    var result = tensor
    for pair in 0..<(pads.count / 2) {
      let dim = tensor.dim - 1 - pair
      for (isAfter, size) in [(false, pads[2 * pair]), (true, pads[2 * pair + 1])] {
        if size < 0 {
          let rest = result.shape[dim] + size
          result = try result.narrow(dim: dim, start: isAfter ? 0 : -size, length: max(rest, 0))
        } else if size > 0 {
          var shape = result.shape
          shape[dim] = size
          let edge = try Tensor.full(shape, value, dtype: result.dtype)
          result = try Tensor.cat(isAfter ? [result, edge] : [edge, result], dim: dim)
        }
      }
    }
    return result
  }

  /// `interpolate` to the nearest pixel: the last dimensions by index.
  private static func interpolated(_ a: Arguments) throws -> Tensor {
    let mode = try a.string(3)
    guard mode == "nearest" else { throw Machine.leftOut("interpolate(mode='\(mode)')") }
    var result = try a.tensor(0)
    let rank = result.dim - 2
    guard rank > 0 else {
      throw LoopError.value("Input Error: Only 3D, 4D and 5D input Tensors supported")
    }
    let sizes = try a.isNone(1) ? nil : a.sizes(1, rank)
    for axis in 0..<rank {
      let dim = axis + 2
      let size = result.shape[dim]
      let scale: Double
      let target: Int
      if let sizes {
        target = sizes[axis]
        scale = Double(size) / Double(max(target, 1))
      } else {
        let factor: Double
        if let list = a[2].sequence {
          factor = list.indices.contains(axis) ? list[axis].number?.double ?? 1 : 1
        } else {
          guard let number = try a.optionalFloat(2) else {
            throw LoopError.value("either size or scale_factor should be defined")
          }
          factor = number
        }
        target = try Machine.truncated((Double(size) * factor).rounded(.down))
        scale = 1 / factor
      }
      guard target > 0, size > 0 else {
        throw TorchError(.runtime, "Input and output sizes should be greater than 0")
      }
      try a.machine.allocate(count: target)
      let places = (0..<target).map { min(Int((Double($0) * scale).rounded(.down)), size - 1) }
      result = try result.indexSelect(dim: dim, Tensor(places))
    }
    return result
  }

  // MARK: - Distances

  static func distances(_ t: inout TableBuilder) {
    t.tensor("cosine_similarity", "x1, x2, dim=1, eps=1e-08") {
      try $0.tensor(0).cosineSimilarity($0.tensor(1), dim: $0.int(2), eps: $0.float(3))
    }
    t.tensor("pairwise_distance", "x1, x2, p=2.0, eps=1e-06, keepdim=False") {
      try $0.tensor(0).pairwiseDistance(
        $0.tensor(1), p: $0.float(2), eps: $0.float(3), keepdim: $0.bool(4))
    }
    t.tensor("normalize", "input, p=2.0, dim=1, eps=1e-12, out=None") {
      try $0.tensor(0).div(
        $0.tensor(0).norm(p: $0.float(1), dims: $0.dims(2), keepdim: true).clamp(
          min: .double($0.float(3))))
    }
    t.tensor("bilinear", "input1, input2, weight, bias=None") { _ in
      throw Machine.leftOut("F.bilinear")
    }
  }
}
