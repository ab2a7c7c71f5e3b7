/// A tensor kept for backward, with the version it had.
struct SavedTensor {
  let tensor: Tensor
  let version: Int
  /// The node's own output: kept without its `gradFn`, which would be a cycle.
  let isOutput: Bool
}

/// What a node saved, the first two inline.
struct SavedTensors {
  private var first: SavedTensor?
  private var second: SavedTensor?
  private var further: [SavedTensor?] = []

  subscript(index: Int) -> SavedTensor? {
    switch index {
    case 0: first
    case 1: second
    default: index - 2 < further.count ? further[index - 2] : nil
    }
  }

  mutating func set(_ saved: SavedTensor, at index: Int) {
    switch index {
    case 0: first = saved
    case 1: second = saved
    default:
      while further.count < index - 1 { further.append(nil) }
      further[index - 2] = saved
    }
  }

  mutating func removeAll() {
    first = nil
    second = nil
    further = []
  }

  var holdsGraph: Bool {
    first?.tensor.holdsGraph == true || second?.tensor.holdsGraph == true || !further.isEmpty
  }

  /// Hands over the graphs of tensors that nobody else holds.
  mutating func takeNodes(into pending: inout [Node]) {
    for saved in ([first, second] + further).compactMap({ $0 }) {
      if let node = saved.tensor.node { pending.append(node) }
      if let node = saved.tensor.base?.node { pending.append(node) }
    }
    // The nodes are held by `pending` now, so dropping the tensors releases no chain.
    removeAll()
  }
}

extension Node {
  /// Keeps an input for backward.
  @inline(__always)
  func save(_ tensor: Tensor, at index: Int) throws {
    if tensor.isInference { throw TorchError.inferenceTensorSaved }
    saved.set(
      SavedTensor(tensor: tensor, version: tensor.storage.version, isOutput: false), at: index)
  }

  /// Keeps the op's own result for backward.
  @inline(__always)
  func saveOutput(_ tensor: Tensor, at index: Int) {
    saved.set(
      SavedTensor(tensor: tensor.alias(), version: tensor.storage.version, isOutput: true),
      at: index)
  }

  /// Reads what was saved at `index`.
  ///
  /// Throws PyTorch's errors when it was given back already or has been overwritten since.
  func savedTensor(_ index: Int) throws -> Tensor {
    if isReleased { throw TorchError.secondBackward }
    guard let entry = saved[index] else { throw TorchError.secondBackward }
    let tensor = entry.tensor
    let version = tensor.storage.version
    if version != entry.version {
      throw TorchError.modifiedInPlace(
        tensor, producer: entry.isOutput ? self : tensor.node, version: version,
        expected: entry.version)
    }
    guard entry.isOutput, isGradEnabled else { return tensor }
    let connected = tensor.alias()
    connected.node = self
    return connected
  }
}

extension TorchError {
  static let secondBackward = TorchError.runtime(
    "Trying to backward through the graph a second time (or directly access saved tensors after "
      + "they have already been freed). Saved intermediate values of the graph are freed when you "
      + "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
      + "through the graph a second time or if you need to access saved tensors after calling "
      + "backward.")

  static let inferenceTensorSaved = TorchError.runtime(
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
      + "inference mode in computation tracked by autograd. To work around this, you can make a "
      + "clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
      + "`torch.inference_mode()`.")

  static func modifiedInPlace(_ tensor: Tensor, producer: Node?, version: Int, expected: Int)
    -> TorchError
  {
    let shape = tensor.shape.map(String.init).joined(separator: ", ")
    let origin = producer.map {
      ", which is output \(tensor.outputIndex) of \($0.operation),"
    }
    return .runtime(
      "one of the variables needed for gradient computation has been modified by an inplace "
        + "operation: [torch.\(tensor.dtype.scalarTypeName)Tensor [\(shape)]]\(origin ?? "") is at "
        + "version \(version); expected version \(expected) instead. Hint: enable anomaly "
        + "detection to find the operation that failed to compute its gradient, with "
        + "torch.autograd.set_detect_anomaly(True, check_nan=False).")
  }
}

extension Node {
  /// The name without its ending: `Addmm` of `AddmmBackward0`.
  public var operation: String {
    let ending = "Backward0"
    return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }
}
