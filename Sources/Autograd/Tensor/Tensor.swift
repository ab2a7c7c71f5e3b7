import CKernels

/// An n-dimensional array that can record how it was made, with PyTorch's meaning throughout.
///
/// A tensor is an object: names that hold it share it, and in-place ops change it for all of them.
/// It belongs to one thread at a time.
public final class Tensor {
  var storage: Storage
  /// Elements before the first one in `storage`.
  var offset: Int
  var sizes: Dims
  var strides: Dims
  /// The type of the elements.
  public let dtype: DType
  /// Made in inference mode: it may never join a graph.
  var isInference: Bool
  /// Asked for with `requiresGrad(true)`; only leaves have it.
  var isGradLeaf = false
  /// Made from a Swift number: the weakest kind in type promotion.
  var isWrappedNumber = false
  var viewOrigin = ViewOrigin.tracked

  /// The recorded op that made the tensor; nil for a leaf.
  var node: Node?
  /// Which of the op's results it is.
  var outputIndex = 0
  var ownCut: GradientCut?
  private var rare: Rare?

  /// State that only some tensors need.
  private final class Rare {
    var grad: Tensor?
    var hooks: TensorHooks?
    var base: Tensor?
    var views: [WeakTensor] = []
  }

  private var ensuredRare: Rare {
    if let rare { return rare }
    let made = Rare()
    rare = made
    return made
  }

  init(storage: Storage, offset: Int, sizes: Dims, strides: Dims, dtype: DType) {
    self.storage = storage
    self.offset = offset
    self.sizes = sizes
    self.strides = strides
    self.dtype = dtype
    isInference = ck_current().pointee.inference
  }

  /// Contiguous and uninitialised; throws PyTorch's words where there is no memory for it.
  convenience init(uninitialized sizes: Dims, dtype: DType) throws {
    self.init(
      storage: try Storage(byteCount: sizes.elementCount * dtype.byteCount), offset: 0,
      sizes: sizes, strides: sizes.contiguousStrides, dtype: dtype)
  }

  convenience init(zeroed sizes: Dims, dtype: DType) throws {
    try self.init(uninitialized: sizes, dtype: dtype)
    storage.pointer.initializeMemory(as: UInt8.self, repeating: 0, count: storage.byteCount)
  }

  /// One uninitialised number without dimensions. Where there is no memory even for that, the process
  /// cannot go on.
  convenience init(numberOf dtype: DType) {
    self.init(
      storage: Storage(numberOf: dtype), offset: 0, sizes: Dims(), strides: Dims(), dtype: dtype)
  }

  /// The same memory under a new tensor that belongs to no graph.
  func alias() -> Tensor {
    let result = Tensor(
      storage: storage, offset: offset, sizes: sizes, strides: strides, dtype: dtype)
    result.isInference = isInference
    result.outputIndex = outputIndex
    return result
  }
}

/// A tensor that may go away.
struct WeakTensor { weak var tensor: Tensor? }

extension Tensor {
  /// The gradient that `backward` accumulated; nil until then and after `zeroGrad`.
  public var grad: Tensor? {
    get { rare?.grad }
    set { if let newValue { ensuredRare.grad = newValue } else { rare?.grad = nil } }
  }

  /// What is to be told about the gradient.
  var hooks: TensorHooks? {
    get { rare?.hooks }
    set { ensuredRare.hooks = newValue }
  }

  /// The tensor whose memory this one is a differentiable view of.
  var base: Tensor? {
    get { rare?.base }
    set { ensuredRare.base = newValue }
  }

  /// The views of this base that an in-place change of it must reach.
  var views: [WeakTensor] { rare?.views ?? [] }

  /// Notes a view of this base.
  func addView(_ view: Tensor) {
    let rare = ensuredRare
    if rare.views.count >= 16, rare.views.count & (rare.views.count - 1) == 0 {
      rare.views.removeAll { $0.tensor == nil }
    }
    rare.views.append(WeakTensor(tensor: view))
  }

  /// Why the tensor has no gradient path although what it was made from had one.
  public internal(set) var cut: GradientCut? {
    get { ownCut }
    set { ownCut = newValue }
  }

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
  public var requiresGrad: Bool { isGradLeaf || node != nil }

  /// Whether the tensor was made by the user rather than by a recorded op.
  public var isLeaf: Bool { node == nil }

  /// The recorded op that made the tensor, PyTorch's `grad_fn`.
  public var gradFn: Node? { node }

  /// Times the memory was changed in place, PyTorch's `_version`.
  public var version: Int { storage.version }

  /// Switches gradients on or off for a leaf, PyTorch's `requires_grad_()`.
  ///
  /// Throws for integer tensors, and for results of recorded ops when switching off.
  @discardableResult
  public func requiresGrad(_ wanted: Bool) throws -> Tensor {
    if !wanted && node != nil {
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
    if node == nil {
      if isGradLeaf && !wanted {
        cut = GradientCut(frozenBy: "requires_grad_(False)", Int32(clamping: currentStatement))
      } else if wanted {
        cut = nil
      }
      isGradLeaf = wanted
    }
    return self
  }

  var elements: UnsafeMutableRawPointer {
    storage.pointer + offset * dtype.byteCount
  }

  func pointer<Element>(_: Element.Type) -> UnsafeMutablePointer<Element> {
    elements.assumingMemoryBound(to: Element.self)
  }
}
