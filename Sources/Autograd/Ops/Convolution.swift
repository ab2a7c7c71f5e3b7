import CKernels

/// How the windows of a convolution or pool lie on an image.
struct Windows {
  var kernel: (height: Int, width: Int)
  var stride: (height: Int, width: Int)
  var padding: (height: Int, width: Int)
  var dilation: (height: Int, width: Int)
  var input: (height: Int, width: Int)
  var output: (height: Int, width: Int)

  init(
    _ kernel: [Int], stride: [Int], padding: [Int], dilation: [Int], input: (Int, Int),
    ceil: Bool = false
  ) {
    self.kernel = (kernel[0], kernel[1])
    self.stride = (stride[0], stride[1])
    self.padding = (padding[0], padding[1])
    self.dilation = (dilation[0], dilation[1])
    self.input = input
    func size(_ n: Int, _ i: Int) -> Int {
      let room = n + 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1
      var count = (room + (ceil ? stride[i] - 1 : 0)).flooredQuotient(stride[i]) + 1
      // The last window must start inside the image or its left padding.
      if ceil && (count - 1) * stride[i] >= n + padding[i] { count -= 1 }
      return count
    }
    output = (size(input.0, 0), size(input.1, 1))
  }

  /// The same for the C kernels.
  var kernelShape: ck_conv {
    var result = ck_conv()
    (result.height, result.width) = (Int64(input.height), Int64(input.width))
    (result.out_height, result.out_width) = (Int64(output.height), Int64(output.width))
    (result.kernel_height, result.kernel_width) = (Int64(kernel.height), Int64(kernel.width))
    (result.stride_y, result.stride_x) = (Int64(stride.height), Int64(stride.width))
    (result.pad_y, result.pad_x) = (Int64(padding.height), Int64(padding.width))
    (result.dilation_y, result.dilation_x) = (Int64(dilation.height), Int64(dilation.width))
    return result
  }

  /// Throws for sizes with which the arithmetic above could overflow.
  static func checkSizes(_ values: [Int]) throws {
    for value in values where value > 1 << 31 || value < -(1 << 31) {
      throw TorchError.runtime("value cannot be converted to type int without overflow")
    }
  }

  /// For every output position and kernel position, where it reads the image; -1 in the padding.
  func visit(_ body: (_ output: Int, _ kernel: Int, _ position: Int) -> Void) {
    for oy in 0..<output.height {
      for ox in 0..<output.width {
        for ky in 0..<kernel.height {
          let y = oy * stride.height - padding.height + ky * dilation.height
          for kx in 0..<kernel.width {
            let x = ox * stride.width - padding.width + kx * dilation.width
            let isInside = y >= 0 && y < input.height && x >= 0 && x < input.width
            body(
              oy * output.width + ox, ky * kernel.width + kx,
              isInside ? y * input.width + x : -1)
          }
        }
      }
    }
  }
}

extension Int {
  func flooredQuotient(_ divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}

extension Tensor {
  /// The cross-correlation of images [N, C, H, W] (or one, [C, H, W]) with kernels [O, C/groups, h,
  /// w], PyTorch's `F.conv2d`. d/dx and d/dw are correlations themselves.
  ///
  /// `bias` is [O]. One stride, padding or dilation counts for both sides; the result is [N, O, H',
  /// W']. Throws where shapes, groups or dtypes do not fit.
  public static func conv2d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: [Int] = [1],
    padding: [Int] = [0], dilation: [Int] = [1], groups: Int = 1
  ) throws -> Tensor {
    try convolution(
      x, weight, bias, pair(stride, "stride"), pair(padding, "padding"),
      pair(dilation, "dilation"), groups, dims: 2)
  }

  /// The cross-correlation of sequences [N, C, L] (or one, [C, L]) with kernels [O, C/groups, l].
  ///
  /// `bias` is [O], the result [N, O, L']. Throws where shapes, groups or dtypes do not fit.
  public static func conv1d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1
  ) throws -> Tensor {
    try checkConvolution(
      x, weight, bias, [stride], [padding], [dilation], groups, dims: 1)
    let batch = x.dim == 2 ? try x.unsqueeze(0) : x
    let result = try Tensor.composite(
      "ConvolutionBackward0", [batch, weight] + (bias.map { [$0] } ?? [])
    ) {
      try convolution(
        $0[0].unsqueeze(2), $0[1].unsqueeze(2), bias == nil ? nil : $0[2], [1, stride],
        [0, padding], [1, dilation], groups, dims: 2
      ).squeeze(2)
    }
    return x.dim == 2 ? try result.squeeze(0) : result
  }

  static func pair(_ list: [Int], _ name: String) throws -> [Int] {
    if list.count == 1 { return [list[0], list[0]] }
    guard list.count == 2 else {
      throw TorchError.runtime(
        "expected \(name) to be a single integer value or a list of 2 values to match the "
          + "convolution dimensions, but got \(name)=\(list)")
    }
    return list
  }

  private static func checkConvolution(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ stride: [Int], _ padding: [Int],
    _ dilation: [Int], _ groups: Int, dims: Int
  ) throws {
    let name = "conv\(dims)d"
    try Windows.checkSizes(stride + padding + dilation + [groups])
    guard weight.dim >= 3 else {
      throw TorchError.runtime("weight should have at least three dimensions")
    }
    guard x.dim == dims + 1 || x.dim == dims + 2 else {
      throw TorchError.runtime(
        "Expected \(dims + 1)D (unbatched) or \(dims + 2)D (batched) input to \(name), but got "
          + "input of size: \(x.shape)")
    }
    if let bias, bias.dtype != x.dtype {
      throw TorchError.runtime(
        "Input type (\(x.dtype.longCName)) and bias type (\(bias.dtype.longCName)) should be the same"
      )
    }
    guard x.dtype == weight.dtype else {
      if dims == 1 && x.dtype == .float32 {
        throw TorchError.runtime(
          "Input type (\(x.dtype.tensorTypeName)) and weight type (\(weight.dtype.tensorTypeName)) "
            + "should be the same or input should be a MKLDNN tensor and weight is a dense tensor")
      }
      throw TorchError.runtime(
        "expected scalar type \(x.dtype.scalarTypeName) but found \(weight.dtype.scalarTypeName)")
    }
    if groups <= 0 { throw TorchError.runtime("non-positive groups is not supported") }
    if padding.contains(where: { $0 < 0 }) {
      throw TorchError.runtime("negative padding is not supported")
    }
    if stride.contains(where: { $0 <= 0 }) {
      throw TorchError.runtime("non-positive stride is not supported")
    }
    if dilation.contains(where: { $0 < 0 }) {
      throw TorchError.runtime("dilation should be greater than zero")
    }
    if dilation.contains(0) {
      throw TorchError.runtime(
        dims == 1
          ? "non-positive dilation is not supported"
          : "dilation should be greater than zero, but got \(dilation)")
    }
    guard weight.dim == dims + 2 else {
      if dims == 1 {
        throw TorchError.runtime(
          "Expected \(weight.dim)-dimensional input for \(weight.dim)-dimensional weight "
            + "\(weight.shape), but got 3-dimensional input of size "
            + "\(x.dim == 2 ? [1] + x.shape : x.shape) instead")
      }
      throw TorchError.runtime(
        "expected stride to be a single integer value or a list of \(weight.dim - 2) values to "
          + "match the convolution dimensions, but got stride=\(stride)")
    }
    let shape = x.dim == dims + 1 ? [1] + x.shape : x.shape
    guard weight.sizes[0] >= groups else {
      throw TorchError.runtime(
        "Given groups=\(groups), expected weight to be at least \(groups) at dimension 0, but got "
          + "weight of size \(weight.shape) instead")
    }
    guard weight.sizes[0] % groups == 0 else {
      throw TorchError.runtime(
        "Given groups=\(groups), expected weight to be divisible by \(groups) at dimension 0, but "
          + "got weight of size [\(weight.shape.map(String.init).joined(separator: ", "))] instead")
    }
    guard shape[1] == weight.sizes[1] * groups else {
      throw TorchError.runtime(
        "Given groups=\(groups), weight of size \(weight.shape), expected input\(shape) to have "
          + "\(weight.sizes[1] * groups) channels, but got \(shape[1]) channels instead")
    }
    if let bias, bias.dim != 1 || bias.count != weight.sizes[0] {
      throw TorchError.runtime(
        "Given weight of size \(weight.shape), expected bias to be 1-dimensional with "
          + "\(weight.sizes[0]) elements, but got bias of size \(bias.shape) instead")
    }
    let padded = (0..<dims).map { shape[$0 + 2] + 2 * padding[$0] }
    let reach = (0..<dims).map { dilation[$0] * (weight.sizes[$0 + 2] - 1) + 1 }
    guard zip(padded, reach).allSatisfy({ $0 >= $1 }) else {
      func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: " x ") }
      throw TorchError.runtime(
        "Calculated padded input size per channel: (\(list(padded))). Kernel size: "
          + "(\(list(reach))). Kernel size can't be greater than actual input size")
    }
  }

  private static func convolution(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ stride: [Int], _ padding: [Int],
    _ dilation: [Int], _ groups: Int, dims: Int
  ) throws -> Tensor {
    try checkConvolution(x, weight, bias, stride, padding, dilation, groups, dims: dims)
    let images = x.dim == 3 ? try x.unsqueeze(0) : x
    let (n, channels) = (images.sizes[0], images.sizes[1])
    let windows = Windows(
      Array(weight.shape[2...]), stride: stride, padding: padding, dilation: dilation,
      input: (images.sizes[2], images.sizes[3]))
    let outputs = weight.sizes[0]
    // Images without batch or channels take room in the loops all the same.
    let unfolded = [n, channels, windows.kernel.height, windows.kernel.width].map {
      Swift.max($0, 1)
    }
    for shape in [unfolded, [Swift.max(n, 1), Swift.max(outputs, 1)]] {
      _ = try Tensor.checked(shape + [windows.output.height, windows.output.width])
    }
    if x.dtype == .float32 {
      var shape = windows.kernelShape
      (shape.images, shape.groups) = (Int64(n), Int64(groups))
      (shape.inputs, shape.outputs) = (Int64(weight.sizes[1]), Int64(outputs / groups))
      let result = try floatConvolution(images, weight, bias, shape) {
        try generalConvolution($0, $1, nil, windows, groups)
      }
      return x.dim == 3 ? try result.squeeze(0) : result
    }
    let result = try generalConvolution(images, weight, bias, windows, groups)
    return x.dim == 3 ? try result.squeeze(0) : result
  }

  /// The fast path for float32: one image at a time, forward and back.
  ///
  /// Derivatives of its derivatives come from `general`.
  private static func floatConvolution(
    _ images: Tensor, _ weight: Tensor, _ bias: Tensor?, _ shape: ck_conv,
    general: @escaping (Tensor, Tensor) throws -> Tensor
  ) throws -> Tensor {
    var shape = shape
    let (x, w, b) = (try images.packed, try weight.packed, try bias?.packed)
    let sizes = [
      images.sizes[0], weight.sizes[0], Int(shape.out_height), Int(shape.out_width),
    ]
    let result = try Tensor(uninitialized: Dims(sizes), dtype: .float32)
    ck_conv_forward(
      &shape, result.pointer(Float.self), x.pointer(Float.self), w.pointer(Float.self),
      b?.pointer(Float.self))
    let inputs = [images, weight] + (bias.map { [$0] } ?? [])
    return try result.recorded(
      "ConvolutionBackward0", from: inputs[0], and: Array(inputs.dropFirst())
    ) { op in
      let (x, w) = (try op.save(images), try op.save(weight))
      let needed = inputs.indices.map(op.needs)
      return { g in
        let (savedX, savedW) = (try x.value(), try w.value())
        var list = [Tensor?](repeating: nil, count: needed.count)
        if isGradEnabled {
          if needed.count > 2, needed[2] { list[2] = try g.sum(dims: [0, 2, 3]) }
          let (x, w) = (try savedX.aliased(), try savedW.aliased())
          let live = [x, w].filter(\.requiresGrad)
          var found = try Autograd.grad(
            [general(x, w)], live, gradients: [g], createGraph: true, allowUnused: true)[...]
          if x.requiresGrad { list[0] = found.removeFirst() }
          if w.requiresGrad { list[1] = found.removeFirst() }
          return list
        }
        var shape = shape
        let (x, w, g) = (try savedX.packed, try savedW.packed, try g.packed)
        if needed[0] {
          let back = try Tensor(uninitialized: x.sizes, dtype: .float32)
          ck_conv_backward_input(
            &shape, back.pointer(Float.self), g.pointer(Float.self), w.pointer(Float.self))
          list[0] = back
        }
        if needed[1] {
          let back = try Tensor(uninitialized: w.sizes, dtype: .float32)
          ck_conv_backward_weight(
            &shape, back.pointer(Float.self), g.pointer(Float.self), x.pointer(Float.self))
          list[1] = back
        }
        if needed.count > 2, needed[2] {
          let back = try Tensor(uninitialized: Dims(w.sizes[0]), dtype: .float32)
          ck_conv_backward_bias(&shape, back.pointer(Float.self), g.pointer(Float.self))
          list[2] = back
        }
        return list
      }
    }
  }

  /// Any dtype, differentiable any number of times: all windows gathered at once.
  private static func generalConvolution(
    _ images: Tensor, _ weight: Tensor, _ bias: Tensor?, _ windows: Windows, _ groups: Int
  ) throws -> Tensor {
    let (n, channels) = (images.sizes[0], images.sizes[1])
    let (outputs, area) = (weight.sizes[0], windows.output.height * windows.output.width)
    let reach = weight.sizes[1] * windows.kernel.height * windows.kernel.width
    let columns = try columnPositions(windows, n, channels)
    let columnShape = [n, groups, reach, area]
    let kernelShape = [groups, outputs / groups, reach]
    let result = try withoutTracking {
      let unfolded = try images.gathered(columns, "Im2ColBackward0").reshape(columnShape)
      let product = try weight.reshape(kernelShape).matmul(unfolded)
      let shaped = try product.reshape([n, outputs, windows.output.height, windows.output.width])
      return try bias.map { try shaped.add($0.reshape([outputs, 1, 1])) } ?? shaped
    }
    let inputs = [images, weight] + (bias.map { [$0] } ?? [])
    let (imageSizes, weightShape) = (images.sizes, weight.shape)
    return try result.recorded(
      "ConvolutionBackward0", from: inputs[0], and: Array(inputs.dropFirst())
    ) { op in
      let (x, w) = (try op.save(images), try op.save(weight))
      let needed = inputs.indices.map(op.needs)
      return { g in
        let flat = try g.reshape([n, groups, outputs / groups, area])
        var list = [Tensor?](repeating: nil, count: needed.count)
        if needed[0] {
          let kernels = try w.value().reshape(kernelShape).transpose(1, 2)
          let back = try kernels.matmul(flat)
          list[0] = try back.reshape(columns.shape)
            .scattered(columns, imageSizes, "Col2ImBackward0")
        }
        if needed[1] {
          let unfolded = try x.value().gathered(columns, "Im2ColBackward0").reshape(columnShape)
          list[1] = try flat.matmul(unfolded.transpose(2, 3)).sum(dims: [0]).reshape(weightShape)
        }
        if needed.count > 2, needed[2] { list[2] = try g.sum(dims: [0, 2, 3]) }
        return list
      }
    }
  }

  /// Flat positions [N, C·h·w, output area] of every value that a window reads.
  private static func columnPositions(_ windows: Windows, _ n: Int, _ channels: Int) throws
    -> Tensor
  {
    let area = windows.output.height * windows.output.width
    let kernel = windows.kernel.height * windows.kernel.width
    let plane = windows.input.height * windows.input.width
    var shape = Dims(n, channels * kernel)
    shape.append(area)
    let result = try Tensor(uninitialized: shape, dtype: .int64)
    let list = result.pointer(Int.self)
    windows.visit { output, k, position in
      for image in 0..<n {
        for channel in 0..<channels {
          let row = (image * channels + channel) * kernel + k
          list[row * area + output] =
            position < 0 ? -1 : (image * channels + channel) * plane + position
        }
      }
    }
    return result
  }
}
