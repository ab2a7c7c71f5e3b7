extension Tensor {
  /// Padding by what it does: nothing, or keeping the size.
  public enum PaddingMode: String, Sendable { case valid, same }

  /// `conv2d` with the padding chosen by name; `same` needs a stride of one.
  ///
  /// Shapes and errors are those of the other `conv2d`.
  public static func conv2d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: [Int] = [1],
    padding: PaddingMode, dilation: [Int] = [1], groups: Int = 1
  ) throws -> Tensor {
    let dilation = try pair(dilation, "dilation")
    guard padding == .same else {
      return try conv2d(
        x, weight, bias, stride: stride, padding: [0], dilation: dilation, groups: groups)
    }
    let even = try samePadding(
      x, weight, stride: pair(stride, "stride"), dilation: dilation, dims: 2)
    return try conv2d(
      even.image, weight, bias, padding: even.padding, dilation: dilation, groups: groups)
  }

  /// `conv1d` with the padding chosen by name; `same` needs a stride of one.
  ///
  /// Shapes and errors are those of the other `conv1d`.
  public static func conv1d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: PaddingMode,
    dilation: Int = 1, groups: Int = 1
  ) throws -> Tensor {
    guard padding == .same else {
      return try conv1d(x, weight, bias, stride: stride, dilation: dilation, groups: groups)
    }
    let even = try samePadding(x, weight, stride: [stride], dilation: [dilation], dims: 1)
    return try conv1d(
      even.image, weight, bias, padding: even.padding[0], dilation: dilation, groups: groups)
  }

  /// What keeps the size: equal padding on both sides, and a row of zeros more at the far side
  /// where the total is odd.
  private static func samePadding(
    _ x: Tensor, _ weight: Tensor, stride: [Int], dilation: [Int], dims: Int
  ) throws -> (image: Tensor, padding: [Int]) {
    try Windows.checkSizes(dilation)
    guard stride.allSatisfy({ $0 == 1 }) else {
      throw TorchError.runtime("padding='same' is not supported for strided convolutions")
    }
    guard weight.dim == dims + 2, x.dim >= dims + 1 else { return (x, [0, 0]) }
    var (image, padding) = (x, [Int]())
    for i in 0..<dims {
      let total = dilation[i] * (weight.sizes[i + 2] - 1)
      padding.append(total / 2)
      let at = x.dim - dims + i
      _ = try Tensor.checked(image.shape + [Swift.max(total, 1)])
      if total % 2 != 0 { image = try image.padded(at, before: 0, to: image.sizes[at] + 1) }
    }
    return (image, padding)
  }
}
