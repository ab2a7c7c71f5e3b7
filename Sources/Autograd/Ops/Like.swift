// Tensors with the shape of another. No gradient passes from the model to them.

extension Tensor {
  /// `torch.zeros_like`: zeros of this shape, and of this dtype unless another is given.
  public func zerosLike(dtype: DType? = nil) throws -> Tensor {
    try Tensor(zeroed: sizes, dtype: dtype ?? self.dtype).cutting("zeros_like", from: self)
  }

  /// `torch.ones_like`: ones of this shape, and of this dtype unless another is given.
  public func onesLike(dtype: DType? = nil) throws -> Tensor {
    try Tensor(filled: sizes, dtype: dtype ?? self.dtype, with: 1).cutting("ones_like", from: self)
  }

  /// `torch.full_like`: `value` in this shape, and in this dtype unless another is given.
  ///
  /// Throws where the dtype cannot hold the value.
  public func fullLike(_ value: Scalar, dtype: DType? = nil) throws -> Tensor {
    let dtype = dtype ?? self.dtype
    try value.checkFits(dtype)
    return try Tensor(filled: sizes, dtype: dtype, with: value).cutting("full_like", from: self)
  }
}
