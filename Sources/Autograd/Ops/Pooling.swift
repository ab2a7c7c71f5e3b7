import CKernels

extension Tensor {
  /// The largest value in each window of [N, C, H, W] or [C, H, W]; NaN wins. d/dx = g there.
  ///
  /// `stride` is the kernel's size when left out. The result is [N, C, H', W']; any dtype but bool.
  /// Throws for windows that do not fit the image.
  public func maxPool2d(
    kernel: [Int], stride: [Int] = [], padding: [Int] = [0], dilation: [Int] = [1],
    ceilMode: Bool = false
  ) throws -> Tensor {
    let windows = try pool(
      "max_pool2d", kernel, stride, padding, dilation, ceilMode)
    let source = try packed
    let best = try Tensor(uninitialized: pooledSizes(windows), dtype: .int64)
    let result = try Tensor(uninitialized: pooledSizes(windows), dtype: dtype)
    let shape = windows.kernelShape
    let planes = Int64((0..<(dim - 2)).reduce(1) { $0 * sizes[$1] })
    withUnsafePointer(to: shape) {
      ck_max_pool(
        dtype.kernel, $0, planes, best.pointer(Int64.self), result.elements, source.elements)
    }
    let original = sizes
    return try result.recorded("MaxPool2DWithIndicesBackward0", from: self) { _ in
      { g in
        if isGradEnabled {
          return [try g.scattered(best, original, "ScatterAddBackward0")]
        }
        let g = try g.packed
        let back = try Tensor(uninitialized: original, dtype: g.dtype)
        withUnsafePointer(to: shape) {
          ck_max_pool_backward(
            g.dtype.kernel, $0, planes, best.pointer(Int64.self), back.elements, g.elements)
        }
        return [back]
      }
    }
  }

  /// The mean of each window. `countIncludePad` counts the padding's zeros as values;
  /// `divisorOverride` divides by a number of one's own.
  ///
  /// [N, C, H, W] or [C, H, W] gives [N, C, H', W']; floats and int64. Throws for windows that do
  /// not fit the image. d/dx shares g among the window.
  public func avgPool2d(
    kernel: [Int], stride: [Int] = [], padding: [Int] = [0], ceilMode: Bool = false,
    countIncludePad: Bool = true, divisorOverride: Int? = nil
  ) throws -> Tensor {
    if divisorOverride == 0 { throw TorchError.runtime("divisor must be not zero") }
    let windows = try pool("avg_pool2d", kernel, stride, padding, [1], ceilMode)
    let (planes, positions) = try windowPositions(windows)
    let area = windows.output.height * windows.output.width
    let divisors = try Tensor(
      zeroed: Dims(windows.output.height, windows.output.width), dtype: dtype)
    var counts = [Double](repeating: 0, count: area)
    windows.visit { output, _, position in if position >= 0 { counts[output] += 1 } }
    for oy in 0..<windows.output.height {
      for ox in 0..<windows.output.width {
        // A window may hang over the padding; what lies beyond it counts for nothing.
        let top = oy * windows.stride.height - windows.padding.height
        let left = ox * windows.stride.width - windows.padding.width
        let rows =
          Swift.min(top + windows.kernel.height, windows.input.height + windows.padding.height)
          - top
        let columns =
          Swift.min(left + windows.kernel.width, windows.input.width + windows.padding.width)
          - left
        let at = oy * windows.output.width + ox
        let divisor =
          divisorOverride.map(Double.init)
          ?? (countIncludePad ? Double(rows * columns) : counts[at])
        Scalar.double(divisor).store(at: divisors.elements + at * dtype.byteCount, as: dtype)
      }
    }
    let size = windows.kernel.height * windows.kernel.width
    let target = pooledSizes(windows).array
    if dtype.isIntegral {
      // Integers are divided as C divides them.
      let sums = try gathered(positions, "Im2ColBackward0").reshape([planes * area, size])
        .sum(dims: [1]).reshape(target)
      return try sums.to(.float64).div(divisors).trunc().to(dtype)
    }
    return try Tensor.composite("AvgPool2DBackward0", [self]) {
      try $0[0].gathered(positions, "Im2ColBackward0").reshape([planes * area, size])
        .sum(dims: [1]).reshape(target).div(divisors)
    }
  }

  /// The mean of each of `height` × `width` regions that cover the image evenly.
  ///
  /// [N, C, H, W] or [C, H, W] gives [N, C, height, width]; nil keeps a side. Throws for integers
  /// and empty images.
  public func adaptiveAvgPool2d(_ size: [Int?]) throws -> Tensor {
    guard dim == 3 || dim == 4 else {
      throw dim < 3
        ? TorchError.value("Input dimension should be at least 3")
        : TorchError.runtime("adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got \(shape)")
    }
    guard dtype.isFloatingPoint else {
      throw TorchError(
        .notImplemented, "\"adaptive_avg_pool2d\" not implemented for '\(dtype.scalarTypeName)'")
    }
    let (height, width) = (sizes[dim - 2], sizes[dim - 1])
    guard height > 0, width > 0 else {
      throw TorchError.runtime(
        "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but "
          + "input has sizes \(shape) with dimension \(dim - (height > 0 ? 1 : 2)) being empty")
    }
    let wanted = size.count == 1 ? [size[0], size[0]] : size
    guard wanted.count == 2 else {
      throw TorchError.runtime("adaptive_avg_pool2d: output_size must be 2")
    }
    let (oh, ow) = (wanted[0] ?? height, wanted[1] ?? width)
    guard oh >= 0, ow >= 0 else {
      throw TorchError.runtime(
        "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but "
          + "received {\(oh), \(ow)}")
    }
    for (to, from) in [(oh, height), (ow, width)] { _ = try Tensor.checked([to, from]) }
    _ = try Tensor.checked(shape.dropLast(2) + [oh, ow])
    /// Weights [to, from] of a mean over one axis.
    func means(_ from: Int, _ to: Int) throws -> Tensor {
      let result = try Tensor(zeroed: Dims(to, from), dtype: dtype)
      for i in 0..<to {
        let start = i * from / to
        let end = ((i + 1) * from + to - 1) / to
        for j in start..<end {
          Scalar.double(1 / Double(end - start)).store(
            at: result.elements + (i * from + j) * dtype.byteCount, as: dtype)
        }
      }
      return result
    }
    let (rows, columns) = (try means(height, oh), try means(width, ow))
    return try Tensor.composite("AdaptiveAvgPool2DBackward0", [self]) {
      try rows.matmul($0[0]).matmul(columns.t())
    }
  }

  private func pool(
    _ name: String, _ kernel: [Int], _ stride: [Int], _ padding: [Int], _ dilation: [Int],
    _ ceil: Bool
  ) throws -> Windows {
    func two(_ list: [Int], _ what: String, _ rule: String = "must either be") throws -> [Int] {
      guard list.count == 1 || list.count == 2 else {
        throw TorchError.runtime("\(name): \(what) \(rule) a single int, or a tuple of two ints")
      }
      return list.count == 1 ? [list[0], list[0]] : list
    }
    let kernel = try two(kernel, "kernel_size")
    let stride =
      stride.isEmpty
      ? kernel : try two(stride, "stride", "must either be omitted,")
    let padding = try two(padding, "padding")
    let dilation = try two(dilation, "dilation", "must be either")
    let isKnown = name == "max_pool2d" ? dtype != .bool : dtype == .int64
    guard dtype.isFloatingPoint || isKnown else {
      throw TorchError(
        .notImplemented, "\"\(name)\" not implemented for '\(dtype.scalarTypeName)'")
    }
    guard stride.allSatisfy({ $0 != 0 }) else {
      throw TorchError.runtime("stride should not be zero")
    }
    if dim < 3 && name == "avg_pool2d" {
      throw dim == 0
        ? TorchError.index("Dimension specified as -3 but tensor has no dimensions")
        : TorchError.dimensionOutOfRange(-3, rank: dim)
    }
    if dim > 4 && name == "avg_pool2d" { throw Tensor.noImage(shape) }
    guard dim == 3 || dim == 4 else {
      throw TorchError.runtime(
        "non-empty 3D or 4D (batch mode) tensor expected for input")
    }
    try Windows.checkSizes(kernel + stride + padding + dilation)
    guard kernel.allSatisfy({ $0 > 0 }) else {
      throw TorchError.runtime(
        "kernel size should be greater than zero, but got kH: \(kernel[0]) kW: \(kernel[1])")
    }
    guard stride.allSatisfy({ $0 > 0 }) else {
      throw TorchError.runtime(
        "stride should be greater than zero, but got dH: \(stride[0]) dW: \(stride[1])")
    }
    guard dilation.allSatisfy({ $0 > 0 }) else {
      throw TorchError.runtime(
        "dilation should be greater than zero, but got dilationH: \(dilation[0]) dilationW: "
          + "\(dilation[1])")
    }
    guard zip(padding, kernel).allSatisfy({ $0 >= 0 && $0 <= $1 / 2 }) else {
      if let negative = padding.first(where: { $0 < 0 }) {
        throw TorchError.runtime("pad must be non-negative, but got pad: \(negative)")
      }
      throw TorchError.runtime(
        "pad should be at most half of effective kernel size, but got pad=\(padding[0]), "
          + "kernel_size=\(kernel[0]) and dilation=\(dilation[0])")
    }
    if sizes[dim - 1] == 0 || sizes[dim - 2] == 0 || sizes[dim - 3] == 0 {
      throw Tensor.noImage(shape)
    }
    let windows = Windows(
      kernel, stride: stride, padding: padding, dilation: dilation,
      input: (sizes[dim - 2], sizes[dim - 1]), ceil: ceil)
    _ = try Tensor.checked(
      shape.dropLast(2).map { Swift.max($0, 1) }
        + [Swift.max(windows.output.height, 0), Swift.max(windows.output.width, 0)] + kernel)
    guard windows.output.height >= 1, windows.output.width >= 1 else {
      let channels = sizes[dim - 3]
      throw TorchError.runtime(
        "Given input size: (\(channels)x\(sizes[dim - 2])x\(sizes[dim - 1])). Calculated output "
          + "size: (\(channels)x\(windows.output.height)x\(windows.output.width)). Output size is "
          + "too small")
    }
    return windows
  }

  private static func noImage(_ shape: [Int]) -> TorchError {
    .runtime(
      "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
        + "\(shape)")
  }

  private func pooledSizes(_ windows: Windows) -> Dims {
    var result = sizes
    result[dim - 2] = windows.output.height
    result[dim - 1] = windows.output.width
    return result
  }

  /// The flat positions [planes, output area, kernel area] that each window reads.
  private func windowPositions(_ windows: Windows) throws -> (planes: Int, positions: Tensor) {
    let plane = windows.input.height * windows.input.width
    let planes = (0..<(dim - 2)).reduce(1) { $0 * sizes[$1] }
    let area = windows.output.height * windows.output.width
    let size = windows.kernel.height * windows.kernel.width
    var shape = Dims(planes, area)
    shape.append(size)
    let result = try Tensor(uninitialized: shape, dtype: .int64)
    let list = result.pointer(Int.self)
    windows.visit { output, k, position in
      for p in 0..<planes {
        list[(p * area + output) * size + k] = position < 0 ? -1 : p * plane + position
      }
    }
    return (planes, result)
  }
}
