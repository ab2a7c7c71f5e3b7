/// A tensor kept for backward, with the version it had.
struct SavedTensor {
  let tensor: Tensor
  let version: Int
  /// The node's own output: kept without its `gradFn`, which would be a cycle.
  let isOutput: Bool

  init(tensor: Tensor, version: Int, isOutput: Bool) {
    self.tensor = tensor
    self.version = version
    self.isOutput = isOutput
  }

  /// Keeps an input.
  @inline(__always)
  init(input tensor: Tensor) throws {
    if tensor.isInference { throw TorchError.inferenceTensorSaved }
    self.init(tensor: tensor, version: tensor.storage.version, isOutput: false)
  }

  /// Keeps the op's own result.
  @inline(__always)
  init(output tensor: Tensor) {
    self.init(tensor: tensor.alias(), version: tensor.storage.version, isOutput: true)
  }
}

/// What a node saved, the first two inline; never copied.
struct SavedTensors: ~Copyable {
  private var first: SavedTensor?
  private var second: SavedTensor?
  private var further: [SavedTensor?]?

  @inline(__always)
  init() {}

  /// Keeps the op's inputs, each at its place, and behind them its own result.
  @inline(__always)
  init(_ first: Tensor?, _ second: Tensor?, output: Tensor?) throws {
    if let first { self.first = try SavedTensor(input: first) }
    if let second { self.second = try SavedTensor(input: second) }
    guard let output else { return }
    set(SavedTensor(output: output), at: second != nil ? 2 : first != nil ? 1 : 0)
  }

  @inline(__always)
  subscript(index: Int) -> SavedTensor? {
    switch index {
    case 0: first
    case 1: second
    default: further.flatMap { index - 2 < $0.count ? $0[index - 2] : nil }
    }
  }

  mutating func set(_ saved: SavedTensor, at index: Int) {
    switch index {
    case 0: first = saved
    case 1: second = saved
    default:
      var list = further ?? []
      while list.count < index - 1 { list.append(nil) }
      list[index - 2] = saved
      further = list
    }
  }

  @inline(__always)
  mutating func removeAll() {
    first = nil
    second = nil
    further = nil
  }

  @inline(__always)
  var holdsGraph: Bool {
    first?.tensor.holdsGraph == true || second?.tensor.holdsGraph == true || further != nil
  }

  /// Hands over the graphs of tensors that nobody else holds.
  @inline(__always)
  mutating func takeNodes(into pending: inout PendingNodes) {
    first?.tensor.passGraph(to: &pending)
    second?.tensor.passGraph(to: &pending)
    if let further { for saved in further { saved?.tensor.passGraph(to: &pending) } }
    // The nodes are held by `pending` now, so dropping the tensors releases no chain.
    removeAll()
  }
}

extension Tensor {
  fileprivate func passGraph(to pending: inout PendingNodes) {
    if let node { pending.push(node) }
    if let node = base?.node { pending.push(node) }
  }
}

extension Node {
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
