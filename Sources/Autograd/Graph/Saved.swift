/// A value kept for a derivative, with the version it had.
struct Saved {
  private let tensor: Tensor
  private let version: Int

  init(_ tensor: Tensor) {
    (self.tensor, version) = (tensor, tensor.storage.version)
  }

  /// The value; throws PyTorch's error when it has been overwritten since.
  func value() throws -> Tensor { try value(madeBy: tensor.node) }

  private func value(madeBy producer: Node?) throws -> Tensor {
    if tensor.storage.version != version {
      throw TorchError.modifiedInPlace(tensor, producer: producer, expected: version)
    }
    return tensor
  }

  /// An op's own result: only its memory is kept, since the result itself holds the op.
  struct Result {
    private let saved: Saved
    private unowned let node: Node

    init(_ result: Tensor, of node: Node) { (saved, self.node) = (Saved(result.alias()), node) }

    /// The result; part of the graph where the derivative is to be differentiated again.
    func value() throws -> Tensor {
      let result = try saved.value(madeBy: node)
      guard isGradEnabled else { return result }
      let joined = result.alias()
      joined.node = node
      return joined
    }
  }
}
