/// A value kept for a derivative, with the version it had.
struct Saved {
  private let tensor: Tensor
  private let version: Int

  init(_ tensor: Tensor) {
    (self.tensor, version) = (tensor, tensor.storage.version)
  }

  /// The value; throws PyTorch's error when it has been overwritten since.
  func value() throws -> Tensor {
    if tensor.storage.version != version {
      throw TorchError.modifiedInPlace(tensor, producer: tensor.node, expected: version)
    }
    return tensor
  }

  /// An op's own result: only its memory is kept, since the result itself holds the op.
  struct Result {
    private let storage: Storage
    private let offset: Int
    private let sizes: Dims
    private let strides: Dims
    private let dtype: DType
    private let isInference: Bool
    private let version: Int
    private unowned let node: Node

    init(_ result: Tensor, of node: Node) {
      (storage, offset, sizes, strides, dtype, isInference) = (
        result.storage, result.offset, result.sizes, result.strides, result.dtype,
        result.isInference
      )
      version = storage.version
      self.node = node
    }

    /// The result; part of the graph where the derivative is to be differentiated again.
    func value() throws -> Tensor {
      let result = Tensor(
        storage: storage, offset: offset, sizes: sizes, strides: strides, dtype: dtype)
      result.isInference = isInference
      if storage.version != version {
        throw TorchError.modifiedInPlace(result, producer: node, expected: version)
      }
      if isGradEnabled { result.node = node }
      return result
    }
  }
}
