import CKernels

/// An n-dimensional array that can record how it was made, with PyTorch's meaning throughout.
///
/// A tensor is an object: names that hold it share it, and in-place ops change it for all of them.
/// It belongs to one thread at a time.
public final class Tensor: HolderCounted {
  /// Edges and nodes that hold the tensor; see `hold()`.
  @exclusivity(unchecked) var holders: Int32 = 0

  // A tensor belongs to one thread and no access of these contains another: there is nothing to
  // check at run time, which would cost more than the access. What is set once is no `let`, because
  // an object is used again for another tensor; see `uninitialized`.

  @exclusivity(unchecked) private(set) var storage: Storage
  /// Elements before the first one in `storage`.
  @exclusivity(unchecked) var offset: Int
  @exclusivity(unchecked) var sizes: Dims
  @exclusivity(unchecked) var strides: Dims
  /// The type of the elements.
  @exclusivity(unchecked) public private(set) var dtype: DType
  /// Made in inference mode: it may never join a graph.
  @exclusivity(unchecked) var isInference: Bool
  /// Asked for with `requiresGrad(true)`; only leaves have it.
  @exclusivity(unchecked) var isGradLeaf = false
  /// Made from a Swift number: the weakest kind in type promotion.
  @exclusivity(unchecked) var isWrappedNumber = false
  @exclusivity(unchecked) var viewOrigin = ViewOrigin.tracked
  /// Which of the op's outputs it is.
  @exclusivity(unchecked) var outputIndex = 0

  /// The op that made the tensor; nothing for a leaf.
  @exclusivity(unchecked) var made = NodeReference()
  /// See `cut`. A tensor that has lost its path has none: no `made`, and no leaf to learn.
  @exclusivity(unchecked) var lostPath = CutTrail()
  /// What few tensors have.
  @exclusivity(unchecked) var heldTies = TiesReference()

  @inline(__always)
  init(storage: consuming Storage, offset: Int, sizes: Dims, strides: Dims, dtype: DType) {
    self.storage = storage
    self.offset = offset
    self.sizes = sizes
    self.strides = strides
    self.dtype = dtype
    isInference = ck_current().pointee.inference
  }

  /// Contiguous and uninitialised.
  @inline(__always)
  init(uninitialized sizes: Dims, dtype: DType) {
    storage = Storage(byteCount: sizes.elementCount * dtype.byteCount)
    offset = 0
    self.sizes = sizes
    strides = Dims()
    self.dtype = dtype
    isInference = ck_current().pointee.inference
    // In place: a copy of what was just written waits for the writing.
    strides.becomeContiguous(for: sizes)
  }

  convenience init(zeroed sizes: Dims, dtype: DType) {
    self.init(uninitialized: sizes, dtype: dtype)
    storage.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: storage.byteCount)
  }

  /// Makes an object that belongs to no graph the tensor that `init(uninitialized:dtype:)` makes; its
  /// memory is its own, and large enough.
  func begin(
    _ sizes: Dims, _ dtype: DType, byteCount: Int, _ context: UnsafeMutablePointer<ck_context>
  ) {
    storage.renew(byteCount: byteCount)
    offset = 0
    self.sizes = sizes
    strides.becomeContiguous(for: sizes)
    self.dtype = dtype
    isInference = context.pointee.inference
    (isGradLeaf, isWrappedNumber, viewOrigin, outputIndex) = (false, false, .tracked, 0)
  }

  /// The same memory under a new tensor that belongs to no graph.
  func alias() -> Tensor {
    let result = Tensor(
      storage: storage.shared(), offset: offset, sizes: sizes, strides: strides, dtype: dtype)
    result.isInference = isInference
    result.outputIndex = outputIndex
    return result
  }
}

extension Tensor {
  /// The gradient that `backward` accumulated; nil until then and after `zeroGrad`.
  public var grad: Tensor? {
    get { heldTies.read(\.grad) }
    set {
      if heldTies.isEmpty {
        if newValue != nil { ensureTies().grad = newValue }
      } else {
        heldTies.write { Tensor.replace(&$0.grad, with: newValue) }
      }
    }
  }

  /// Runs `body` on the gradient, if there is one: lent, so that no reference is counted. `body` must
  /// not replace it.
  @inline(__always)
  package func lendGrad(_ body: (Tensor) throws -> Void) rethrows {
    let lent = heldTies.read { ties in ties.grad.map(Unmanaged.passUnretained) }
    try lent?._withUnsafeGuaranteedRef(body)
  }

  /// Why the tensor has no gradient path although what it was made from had one.
  public var cut: GradientCut? { lostPath.isEmpty ? nil : GradientCut(lostPath.shared()) }

  /// The size of each dimension; empty for a scalar.
  public var shape: [Int] { sizes.array }

  /// The size of the first dimension, Python's `len(x)`; nil for a scalar.
  public var length: Int? { sizes.isEmpty ? nil : sizes[0] }

  /// The number of dimensions.
  public var dim: Int { sizes.count }

  /// The number of elements.
  public var count: Int { sizes.elementCount }

  /// Elements between neighbours, per dimension.
  public var stride: [Int] { strides.array }

  /// Whether elements lie in row-major order without gaps.
  public var isContiguous: Bool {
    var expected = 1
    var i = sizes.count - 1
    while i >= 0 {
      if sizes[i] != 1 {
        if strides[i] != expected { return sizes.elementCount == 0 }
        expected *= sizes[i]
      }
      i -= 1
    }
    return true
  }

  /// Whether the tensor was made in inference mode: it may never join a graph.
  public var isInferenceTensor: Bool { isInference }

  /// Whether gradients flow to or through the tensor.
  public var requiresGrad: Bool { isGradLeaf || !made.isEmpty }

  /// Whether the tensor was made by the user rather than by a recorded op.
  public var isLeaf: Bool { made.isEmpty }

  /// The recorded op that made the tensor, PyTorch's `grad_fn`.
  public var gradFn: Node? { node }

  /// Times the memory was changed in place, PyTorch's `_version`.
  public var version: Int { storage.version }

  /// Switches gradients on or off for a leaf, PyTorch's `requires_grad_()`.
  ///
  /// Throws for integer tensors, and for results of recorded ops when switching off.
  @discardableResult
  public func requiresGrad(_ wanted: Bool) throws -> Tensor {
    if !wanted && !made.isEmpty {
      throw TorchError.runtime(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed "
          + "variable in a subgraph that doesn't require differentiation use var_no_grad = "
          + "var.detach().")
    }
    if wanted && !dtype.isFloatingPoint {
      throw TorchError.runtime("only Tensors of floating point dtype can require gradients")
    }
    if wanted && isInference && !isInferenceModeEnabled {
      throw TorchError.runtime(
        "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
    }
    if made.isEmpty {
      if isGradLeaf && !wanted {
        let name: StaticString = "requires_grad_(False)"
        lostPath = CutTrail(frozen: name.characters, statement: currentStatement)
      } else if wanted {
        lostPath = CutTrail()
      }
      isGradLeaf = wanted
    }
    return self
  }

  /// Whether a graph or a cut must be kept when this tensor goes into an op.
  @inline(__always)
  var hasHistory: Bool { isGradLeaf || !made.isEmpty || !lostPath.isEmpty }

  @inline(__always)
  var elements: UnsafeMutableRawPointer {
    storage.pointer + offset * dtype.byteCount
  }

  @inline(__always)
  func pointer<Element>(_: Element.Type) -> UnsafeMutablePointer<Element> {
    elements.assumingMemoryBound(to: Element.self)
  }
}
