import CKernels

/// A tensor kept for backward, with the version it had.
///
/// A plain pointer beside a tag; `SavedTensors` holds and drops what it points to.
struct SavedTensor {
  private enum Kind: UInt8 { case none, input, output, memory }

  private var object: UnsafeMutableRawPointer?
  private var version = 0
  private var kind = Kind.none

  /// What was kept.
  enum Value {
    case none
    case input(Unmanaged<Tensor>)
    /// The node's own output: kept without its `gradFn`, which would be a cycle.
    case output(Unmanaged<Tensor>)
    /// The same, in row-major order from the start of a block on.
    case memory(UnsafeMutablePointer<ck_block>)
  }

  @inline(__always)
  init() {}

  /// Keeps an input, which is no inference tensor.
  @inline(__always)
  init(input tensor: Tensor) {
    tensor.hold()
    object = Unmanaged.passUnretained(tensor).toOpaque()
    version = tensor.storage.version
    kind = .input
  }

  /// Keeps the op's own result. `isWhole` says that it is an output the node knows the shape of,
  /// in memory of its own: then the memory alone is kept, and no tensor made for it.
  @inline(__always)
  init(output tensor: Tensor, isWhole: Bool = false) {
    if isWhole && !tensor.isInference {
      self.init(memory: tensor.storage)
    } else {
      self.init()
      version = tensor.storage.version
      let alias = tensor.alias()
      alias.hold()
      object = Unmanaged.passUnretained(alias).toOpaque()
      kind = .output
    }
  }

  /// Keeps memory alone, whose shape the node knows.
  @inline(__always)
  init(memory: borrowing Storage) {
    (object, version, kind) = (UnsafeMutableRawPointer(memory.held()), memory.version, .memory)
  }

  @inline(__always)
  func drop() {
    // A block's holders stand where a tensor's do.
    guard let object, ck_drop_last(object) else { return }
    if kind == .memory {
      ck_block_free(object.assumingMemoryBound(to: ck_block.self))
    } else {
      Tensor.giveUp(object)
    }
  }

  /// Drops what was kept. Without an object the rest says nothing.
  @inline(__always)
  mutating func clear() {
    drop()
    object = nil
  }

  @inline(__always)
  var value: Value {
    guard let object else { return .none }
    // The kind is set together with the object, above and nowhere else.
    switch kind {
    case .none: return .none
    case .input: return .input(Unmanaged.fromOpaque(object))
    case .output: return .output(Unmanaged.fromOpaque(object))
    case .memory: return .memory(object.assumingMemoryBound(to: ck_block.self))
    }
  }

  /// Whether `tensor` is the input that was kept.
  func isInput(_ tensor: Tensor) -> Bool {
    kind == .input && object == Unmanaged.passUnretained(tensor).toOpaque()
  }

  /// Whether this is the op's own result, and in `storage`.
  func isOutput(in storage: borrowing Storage) -> Bool {
    switch value {
    case .none, .input: false
    case .output(let tensor): tensor.takeUnretainedValue().storage == storage
    case .memory(let block): storage.isBlock(block)
    }
  }
}

/// What a node saved, the first two inline. Never copied; emptied by `clear`.
struct SavedTensors: ~Copyable {
  private var first = SavedTensor()
  private var second = SavedTensor()
  private var further: [SavedTensor]?

  @inline(__always)
  init() {}

  /// Keeps the op's inputs, each at its place.
  @inline(__always)
  mutating func keep(_ a: Unmanaged<Tensor>?, _ b: Unmanaged<Tensor>?) {
    if let a { first = a._withUnsafeGuaranteedRef(SavedTensor.init(input:)) }
    if let b { second = b._withUnsafeGuaranteedRef(SavedTensor.init(input:)) }
  }

  /// Keeps the op's own result behind the inputs that it kept.
  @inline(__always)
  mutating func keep(output: Tensor, behind a: Unmanaged<Tensor>?, _ b: Unmanaged<Tensor>?) {
    let result = SavedTensor(output: output, isWhole: output.offset == 0 && output.isContiguous)
    if b != nil { set(result, at: 2) } else if a != nil { second = result } else { first = result }
  }

  /// Keeps memory behind the only input that was kept.
  @inline(__always)
  mutating func keepSecond(_ memory: borrowing Storage) { second = SavedTensor(memory: memory) }

  /// Makes what was kept second the first of an empty list.
  mutating func moveSecond(to other: inout SavedTensors) {
    other.first = second
    second = SavedTensor()
  }

  @inline(__always)
  subscript(index: Int) -> SavedTensor {
    switch index {
    case 0: first
    case 1: second
    default: further.flatMap { index - 2 < $0.count ? $0[index - 2] : nil } ?? SavedTensor()
    }
  }

  /// Puts `saved`, which is held, at `index`.
  mutating func set(_ saved: SavedTensor, at index: Int) {
    self[index].drop()
    switch index {
    case 0: first = saved
    case 1: second = saved
    default:
      var list = further ?? []
      while list.count < index - 1 { list.append(SavedTensor()) }
      list[index - 2] = saved
      further = list
    }
  }

  /// Drops all that was kept.
  @inline(__always)
  mutating func clear() {
    first.clear()
    second.clear()
    if further != nil { dropFurther() }
  }

  @inline(never)
  private mutating func dropFurther() {
    let list = further.take() ?? []
    for saved in list { saved.drop() }
  }
}

extension Node {
  /// Reads what was saved at `index`.
  ///
  /// Throws PyTorch's errors when it was given back already or has been overwritten since.
  func savedTensor(_ index: Int) throws -> Tensor {
    let saved = isReleased ? SavedTensor() : saved[index]
    switch saved.value {
    case .none: throw TorchError.secondBackward
    case .input(let input):
      let tensor = input.takeUnretainedValue()
      try saved.check(tensor, producer: tensor.node)
      return tensor
    case .output(let output):
      let tensor = output.takeUnretainedValue()
      try saved.check(tensor, producer: self)
      return isGradEnabled ? connected(tensor.alias()) : tensor
    case .memory(let block):
      let tensor = Tensor(
        storage: Storage(holding: block), offset: 0, sizes: outputSizes,
        strides: outputSizes.contiguousStrides, dtype: outputDType)
      tensor.isInference = false
      try saved.check(tensor, producer: self)
      return isGradEnabled ? connected(tensor) : tensor
    }
  }

  private func connected(_ output: Tensor) -> Tensor {
    output.node = self
    return output
  }
}

extension SavedTensor {
  @inline(__always)
  fileprivate func check(_ tensor: Tensor, producer: @autoclosure () -> Node?) throws {
    let found = tensor.storage.version
    if found != version {
      throw TorchError.modifiedInPlace(
        tensor, producer: producer(), version: found, expected: version)
    }
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
