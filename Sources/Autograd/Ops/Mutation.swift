import CKernels

// In-place ops: the plain op's result is written into this tensor's memory, the version is raised,
// and the tensor takes the result's place in the graph. Through a view the base changes too.

extension Tensor {
  /// Puts an op's result into this tensor.
  ///
  /// The op is run on what the tensor held before, and may put its result straight into `place`, a
  /// tensor over the same memory: one that saves its own result must, so that a later change of this
  /// tensor is seen. A constant may be written even where several elements share one place.
  private func overwrite(
    isConstant: Bool = false, _ operation: (_ old: Tensor, _ place: Tensor) throws -> Tensor
  ) throws -> Tensor {
    try checkMayChange(isConstant)
    try checkViewOrigin(self)
    let result = try operation(isGradEnabled ? original : self, alias())
    let isInPlace = result.storage === storage
    guard result.sizes == sizes else {
      throw TorchError.runtime(
        "output with shape \(shape) doesn't match the broadcast shape \(result.shape)")
    }
    guard result.dtype.canBecome(dtype) else {
      throw TorchError.runtime(
        "result type \(result.dtype.scalarTypeName) can't be cast to the desired output type "
          + dtype.scalarTypeName)
    }
    let value = try result.to(dtype)
    try checkViewOrigin(value)
    if !isInPlace {
      var walk = ck_walk(sizes, self, value)
      ck_convert(dtype.kernel, dtype.kernel, &walk, elements, value.elements)
      storage.version += 1
    }
    guard isGradEnabled else {
      // A value that had a gradient path outside lost it on its way in here.
      if !requiresGrad, let lost = value.cut { cut = lost }
      return self
    }
    if let base {
      try replaceWindow(of: base, with: value)
    } else {
      node = value.node
      outputIndex = value.outputIndex
      cut = value.cut
      try refreshViews(except: nil)
    }
    return self
  }

  /// Writes what `operation` makes of the values into the tensor, which takes the result's place in the
  /// graph.
  ///
  /// Shape and dtype stay; throws where the result does not fit into them, for a leaf that requires
  /// gradients, and for what in-place ops may not touch.
  @discardableResult
  public func overwrite(with operation: (_ old: Tensor) throws -> Tensor) throws -> Tensor {
    try overwrite { old, _ in
      let result = try operation(old)
      guard isGradEnabled, old.requiresGrad, !result.requiresGrad else { return result }
      // What has no derivative, as a comparison, passes zeros back.
      let value = try withoutTracking { try result.to(dtype) }.contiguousCopy()
      return try value.recorded("CopyBackwards", from: old) { _ in
        { g in [try Tensor(zeroed: g.sizes, dtype: g.dtype)] }
      }
    }
  }

  /// This tensor as another object over the same memory, where an op that changes it in place has it for
  /// an operand as well. A node that kept the tensor it is set on would keep both for ever.
  public var operand: Tensor {
    let result = alias()
    (result.node, result.outputIndex, result.cut) = (node, outputIndex, cut)
    return result
  }

  private func operand(_ other: Tensor) -> Tensor { other === self ? operand : other }

  /// What the tensor holds now, in memory of its own and at the same place in the graph.
  private var original: Tensor {
    get throws {
      let copy = try contiguousCopy()
      (copy.node, copy.outputIndex, copy.cut) = (node, outputIndex, cut)
      return copy
    }
  }

  private func checkMayChange(_ isConstant: Bool) throws {
    if isInference && !isInferenceModeEnabled {
      throw TorchError.runtime(
        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a "
          + "clone to get a normal tensor before doing inplace update.See "
          + "https://github.com/pytorch/rfcs/pull/17 for more details.")
    }
    if isGradEnabled && isGradLeaf {
      throw TorchError.runtime(
        "a leaf Variable that requires grad is being used in an in-place operation.")
    }
    if isGradEnabled, let base, base.isGradLeaf {
      throw TorchError.runtime(
        "a view of a leaf Variable that requires grad is being used in an in-place operation.")
    }
    if isGradEnabled, let node, node.name.hasPrefix("Split") {
      throw TorchError.runtime(
        "Output \(outputIndex) of \(node.operation) is a view and is being modified inplace. This "
          + "view is the output of a function that returns multiple views. Such functions do not "
          + "allow the output views to be modified inplace. You should replace the inplace operation "
          + "by an out-of-place one.")
    }
    for i in 0..<sizes.count where strides[i] == 0 && sizes[i] > 1 && !isConstant {
      throw TorchError.runtime(
        "unsupported operation: more than one element of the written-to tensor refers to a single "
          + "memory location. Please clone() the tensor before performing the operation.")
    }
  }

  /// Throws where a view that was made outside the graph would join it.
  private func checkViewOrigin(_ value: Tensor) throws {
    guard isGradEnabled, viewOrigin != .tracked, let base, base.requiresGrad || value.requiresGrad
    else { return }
    let isInferred = viewOrigin == .inferenceMode
    let (made, changed, block) =
      isInferred
      ? ("inference mode", "in normal mode", "inference_mode")
      : ("no_grad mode", "with grad mode enabled", "no_grad")
    throw TorchError.runtime(
      "A view was created in \(made) and is being modified inplace \(changed). Given that this use "
        + "case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving "
        + "both the view and the inplace either both inside the \(block) block (if you don't want "
        + "the inplace to be tracked) or both outside (if you want the inplace to be tracked).")
  }

  /// Records on `base` that this view's part of it was replaced by `value`.
  private func replaceWindow(of base: Tensor, with value: Tensor) throws {
    guard base.hasHistory || value.hasHistory else { return }
    let positions = try positions(in: base)
    let changed = base.alias()
    changed.outputIndex = 0
    _ = try changed.recorded("CopySlices", from: base, value) { op in
      let needsBase = op.needs(0)
      return { g in
        let part = try g.gathered(positions, "AsStridedBackward0")
        let rest =
          needsBase
          ? try g.sub(part.scattered(positions, g.sizes, "AsStridedScatterBackward0")) : nil
        return [rest, part]
      }
    }
    base.node = changed.node
    base.outputIndex = 0
    base.cut = changed.cut
    try refresh(asViewOf: base, positions)
    try base.refreshViews(except: self)
  }

  /// Hangs the base's other views on what the base has become.
  private func refreshViews(except own: Tensor?) throws {
    guard !views.isEmpty else { return }
    for view in views.compactMap(\.tensor) where view !== own {
      try view.refresh(asViewOf: self, view.positions(in: self))
    }
  }

  private func refresh(asViewOf base: Tensor, _ positions: Tensor) throws {
    let again = alias()
    again.outputIndex = 0
    let shape = base.sizes
    _ = try again.recorded("AsStridedBackward0", from: base) { _ in
      { g in
        [try g.scattered(positions, shape, "AsStridedScatterBackward0")]
      }
    }
    node = again.node
    outputIndex = 0
    cut = again.cut
  }

  /// Where this view's elements stand in `base`, as flat row-major positions.
  private func positions(in base: Tensor) throws -> Tensor {
    var flat = [Int](repeating: -1, count: storage.byteCount / dtype.byteCount)
    base.forEachElement { index, place in flat[place] = index }
    let result = try Tensor(uninitialized: sizes, dtype: .int64)
    let list = result.buffer(Int.self)
    forEachElement { index, place in list[index] = flat[place] }
    return result
  }
}

// The names are PyTorch's.
// swift-format-ignore: AlwaysUseLowerCamelCase
extension Tensor {
  /// Cuts this tensor itself loose from the graph, PyTorch's `detach_()`.
  ///
  /// Its memory stays, and whoever holds it sees the cut. Throws for a view, as PyTorch does.
  @discardableResult
  public func detach_() throws -> Tensor {
    guard requiresGrad else { return self }
    if node != nil, base != nil {
      throw TorchError.runtime(
        "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel "
          + "(DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of "
          + "DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, "
          + "please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the "
          + "solution.")
    }
    let line = Int32(clamping: currentStatement)
    // A leaf's own cut must not hold the leaf.
    let cut =
      node == nil
      ? GradientCut(frozenBy: "detach_()", line) : GradientCut(.detach, "detach_()", line, of: edge)
    node = nil
    outputIndex = 0
    isGradLeaf = false
    ownCut = cut
    return self
  }

  /// `self += other`.
  ///
  /// Shape and dtype stay; throws where the operand's shape or dtype does not fit into them, for a
  /// leaf that requires gradients, and for what in-place ops may not touch.
  @discardableResult
  public func add_(_ other: Tensor) throws -> Tensor {
    try overwrite { old, _ in try old.add(operand(other)) }
  }
  /// `self -= other`.
  ///
  /// Shape and dtype stay; throws where the operand's shape or dtype does not fit into them, for a
  /// leaf that requires gradients, and for what in-place ops may not touch.
  @discardableResult
  public func sub_(_ other: Tensor) throws -> Tensor {
    try overwrite { old, _ in try old.sub(operand(other)) }
  }
  /// `self *= other`.
  ///
  /// Shape and dtype stay; throws where the operand's shape or dtype does not fit into them, for a
  /// leaf that requires gradients, and for what in-place ops may not touch.
  @discardableResult
  public func mul_(_ other: Tensor) throws -> Tensor {
    try overwrite { old, _ in try old.mul(operand(other)) }
  }
  /// `self /= other`.
  ///
  /// Shape and dtype stay; throws where the operand's shape or dtype does not fit into them, for a
  /// leaf that requires gradients, and for what in-place ops may not touch.
  @discardableResult
  public func div_(_ other: Tensor) throws -> Tensor {
    try overwrite { old, _ in try old.div(operand(other)) }
  }
  /// `self **= other`.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func pow_(_ other: Scalar) throws -> Tensor {
    try overwrite { try $0.pow(.wrapped(other), into: $1) }
  }
  /// `self += number`.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result.
  @discardableResult
  public func add_(_ other: Scalar) throws -> Tensor { try add_(.wrapped(other)) }
  /// `self -= number`.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result.
  @discardableResult
  public func sub_(_ other: Scalar) throws -> Tensor { try sub_(.wrapped(other)) }
  /// `self *= number`.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result.
  @discardableResult
  public func mul_(_ other: Scalar) throws -> Tensor { try mul_(.wrapped(other)) }
  /// `self /= number`.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result.
  @discardableResult
  public func div_(_ other: Scalar) throws -> Tensor { try div_(.wrapped(other)) }
  /// The sign turned round.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func neg_() throws -> Tensor { try overwrite { old, _ in try old.neg() } }
  /// The absolute values.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func abs_() throws -> Tensor { try overwrite { old, _ in try old.abs() } }
  /// eˣ in place.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func exp_() throws -> Tensor { try overwrite { try $0.exp(into: $1) } }
  /// √x in place.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func sqrt_() throws -> Tensor { try overwrite { try $0.sqrt(into: $1) } }
  /// max(x, 0) in place.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func relu_() throws -> Tensor { try overwrite { try $0.relu(into: $1) } }
  /// tanh x in place.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func tanh_() throws -> Tensor { try overwrite { try $0.tanh(into: $1) } }
  /// The sigmoid in place.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients.
  @discardableResult
  public func sigmoid_() throws -> Tensor { try overwrite { try $0.sigmoid(into: $1) } }
  /// Values kept within bounds.
  ///
  /// Shape and dtype stay; throws where the dtype cannot hold the result, and for a leaf that
  /// requires gradients. Throws without any bound.
  @discardableResult
  public func clamp_(min: Scalar? = nil, max: Scalar? = nil) throws -> Tensor {
    try overwrite { old, _ in
      let result = try old.clamp(min: min, max: max)
      guard result.dtype.canBecome(dtype) else {
        throw TorchError.runtime(
          "result type \(result.dtype.scalarTypeName) can't be cast to the desired output type "
            + dtype.longCName)
      }
      return result
    }
  }
  /// `value` where `mask` is true.
  ///
  /// `mask` is bool and broadcasts to this shape. Throws where the dtype cannot hold the value.
  @discardableResult
  public func maskedFill_(_ mask: Tensor, _ value: Scalar) throws -> Tensor {
    try overwrite(isConstant: true) { old, _ in try old.maskedFill(mask, value) }
  }

  /// All elements zero.
  ///
  /// Any dtype. d/dx = 0. Throws for a leaf that requires gradients.
  @discardableResult
  public func zero_() throws -> Tensor { try constant("ZeroBackward0", 0) }
  /// All elements `value`.
  ///
  /// d/dx = 0. Throws where the dtype cannot hold the value, and for a leaf that requires
  /// gradients.
  @discardableResult
  public func fill_(_ value: Scalar) throws -> Tensor { try constant("FillBackward2", value) }

  private func constant(_ name: StaticString, _ value: Scalar) throws -> Tensor {
    try value.checkFits(dtype)
    return try overwrite(isConstant: true) { old, _ in
      let result = try Tensor(filled: sizes, dtype: dtype, with: value)
      return try result.recorded(name, from: old) { _ in
        { g in
          [try Tensor(zeroed: g.sizes, dtype: g.dtype)]
        }
      }
    }
  }

  /// The values of `source`, which broadcasts to this shape and is cast to this dtype.
  ///
  /// d/dx = 0, d/dsource = g. Throws where `source` does not broadcast to this shape, and for a
  /// leaf that requires gradients.
  @discardableResult
  public func copy_(_ source: Tensor) throws -> Tensor {
    try overwrite { old, _ in
      let target = try Dims.broadcast(sizes, source.sizes)
      guard target == sizes else {
        throw TorchError.runtime(
          "output with shape \(shape) doesn't match the broadcast shape \(target.array)")
      }
      let value = try withoutTracking { try source.to(dtype).expand(sizes.array) }.contiguousCopy()
      return try value.recorded("CopyBackwards", from: old, source) { _ in
        { g in
          [try Tensor(zeroed: g.sizes, dtype: g.dtype), g]
        }
      }
    }
  }
}

extension DType {
  /// PyTorch's `can_cast`: kinds only go up, from bool over integers to floats.
  func canBecome(_ target: DType) -> Bool {
    if isFloatingPoint { return target.isFloatingPoint }
    return self == .bool || target != .bool
  }
}
