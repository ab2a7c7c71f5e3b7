extension DType {
  /// The type two operands of equal standing share, PyTorch's `torch.promote_types`.
  public static func promote(_ a: DType, _ b: DType) -> DType { max(a, b) }

  private var category: Int { self == .bool ? 0 : isFloatingPoint ? 2 : 1 }

  /// PyTorch's result type: a 0-dim tensor counts only when its kind (bool, integer, float) is
  /// higher than that of tensors with dimensions, and a plain number only beyond both.
  static func result(of operands: Tensor...) -> DType {
    var byStanding: [DType?] = [nil, nil, nil]
    for operand in operands {
      let standing = operand.isWrappedNumber ? 2 : operand.dim == 0 ? 1 : 0
      byStanding[standing] =
        byStanding[standing].map { promote($0, operand.promotionType) } ?? operand.promotionType
    }
    var result: DType?
    for dtype in byStanding {
      guard let dtype else { continue }
      guard let higher = result else {
        result = dtype
        continue
      }
      if dtype.category > higher.category { result = promote(higher, dtype) }
    }
    return result ?? .float32
  }

  /// The common case without an array: both tensors of one type.
  static func result(of a: Tensor, _ b: Tensor) -> DType {
    if a.dtype == b.dtype { return a.dtype }
    return result(ofUnlike: a, b)
  }

  private static func result(ofUnlike a: Tensor, _ b: Tensor) -> DType {
    func standing(_ tensor: Tensor) -> Int { tensor.isWrappedNumber ? 2 : tensor.dim == 0 ? 1 : 0 }
    let (sa, sb) = (standing(a), standing(b))
    if sa == sb { return promote(a.dtype, b.dtype) }
    let (strong, weak) =
      sa < sb ? (a.dtype, b.promotionType) : (b.dtype, a.promotionType)
    return weak.category > strong.category ? promote(strong, weak) : strong
  }
}

extension Tensor {
  /// The dtype that counts in promotion: a plain number that is a double counts as float32.
  fileprivate var promotionType: DType {
    isWrappedNumber && dtype == .float64 ? .float32 : dtype
  }
}
