import CKernels

extension Tensor {
  /// The tensor in another dtype; itself when it has it already. d/da = g in the old dtype.
  ///
  /// A cast to an integer or bool type ends the gradient path. Any shape, kept. Numbers that do not
  /// fit wrap around or saturate as C's casts do. Never throws for a dtype.
  public func to(_ wanted: DType) throws -> Tensor {
    if wanted == dtype { return self }
    let result = try converted(to: wanted)
    if !wanted.isFloatingPoint {
      return result.cutting(castName(wanted), by: .integerCast, from: self)
    }
    return try result.recorded("ToCopyBackward0", from: self) { _ in
      { g in [g] }
    }
  }

  private func castName(_ dtype: DType) -> StaticString {
    switch dtype {
    case .bool: "to(torch.bool)"
    case .uint8: "to(torch.uint8)"
    case .int32: "to(torch.int32)"
    default: "to(torch.int64)"
    }
  }

  /// The values in another dtype, outside any graph; itself when it has it already.
  func converted(to wanted: DType) throws -> Tensor {
    if wanted == dtype { return self }
    let result = try Tensor(uninitialized: sizes, dtype: wanted)
    result.isWrappedNumber = isWrappedNumber
    var walk = ck_walk(sizes, result, self)
    ck_convert(wanted.kernel, dtype.kernel, &walk, result.elements, elements)
    return result
  }

  /// A contiguous copy of the values, outside any graph.
  func contiguousCopy() throws -> Tensor {
    let result = try Tensor(uninitialized: sizes, dtype: dtype)
    var walk = ck_walk(sizes, result, self)
    ck_convert(dtype.kernel, dtype.kernel, &walk, result.elements, elements)
    return result
  }

  /// The values in row-major order, outside any graph; itself when they are already.
  var packed: Tensor {
    get throws { isContiguous ? self : try contiguousCopy() }
  }

  /// The same memory cut loose from the graph.
  ///
  /// Shape, dtype and memory are shared; an in-place change shows in both. Leaves a cut where there
  /// was a path.
  public func detach() -> Tensor {
    let result = alias()
    result.outputIndex = 0
    return result.cutting("detach()", by: .detach, from: self)
  }

  /// The one element as a double, `item()`; throws for any other number of elements.
  ///
  /// A float32 is widened exactly, an int64 beyond 2⁵³ rounds; see `itemInt`.
  public func item() throws -> Double { try item(readBy: "item()") }

  /// The same, read by a function of another name, which a later cut is to tell: `float()`.
  public func item(readBy reader: StaticString) throws -> Double {
    let value = try scalar().double
    if hasHistory {
      Exports.note(self, number: value, reader)
    }
    return value
  }

  /// The one element as an integer.
  ///
  /// A float's fraction is cut off. Throws for any other number of elements.
  public func itemInt() throws -> Int { try scalar().int }

  /// The same, read by a function whose name a later cut is to tell: `int()`.
  public func itemInt(readBy reader: StaticString) throws -> Int {
    let value = try scalar()
    if hasHistory {
      Exports.note(self, number: value.double, reader)
    }
    return value.int
  }

  private func scalar() throws -> Scalar {
    guard count == 1 else {
      throw TorchError.runtime(
        "a Tensor with \(count) elements cannot be converted to Scalar")
    }
    return Scalar(at: elements, as: dtype)
  }

  /// The elements in row-major order, as PyTorch's `numpy()` hands them out.
  ///
  /// Throws when the tensor requires gradients, or when `Element` is not its dtype.
  public func toArray<Element: TensorElement>(_: Element.Type = Element.self) throws -> [Element] {
    if requiresGrad {
      throw TorchError.runtime(
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    }
    guard Element.dtype == dtype else {
      throw TorchError.type("expected \(Element.dtype) but the tensor holds \(dtype)")
    }
    let flat = try packed
    if hasHistory {
      Exports.note(self, flat: flat)
    }
    return Array(UnsafeBufferPointer(start: flat.pointer(Element.self), count: count))
  }

  /// The one element as a double, for looking at; nil for any other number of elements.
  ///
  /// As `values` it is no export.
  public var number: Double? { count == 1 ? Scalar(at: elements, as: dtype).double : nil }

  /// The elements as doubles in row-major order, of any dtype.
  ///
  /// For looking at: unlike `toArray` it is no export, so it asks for no `detach` and leaves no cut.
  public var values: [Double] {
    elementValues.map(\.double)
  }

  /// The same, each as its dtype holds it.
  var elementValues: [Scalar] {
    let width = dtype.byteCount
    var result: [Scalar] = []
    result.reserveCapacity(count)
    forEachElement { _, place in
      result.append(Scalar(at: storage.pointer + place * width, as: dtype))
    }
    return result
  }

  /// Every element's row-major index and its place in the storage.
  func forEachElement(_ body: (Int, Int) -> Void) {
    var at = [Int](repeating: 0, count: sizes.count)
    var place = offset
    for index in 0..<count {
      body(index, place)
      var d = sizes.count - 1
      while d >= 0 {
        at[d] += 1
        place += strides[d]
        if at[d] < sizes[d] { break }
        place -= at[d] * strides[d]
        at[d] = 0
        d -= 1
      }
    }
  }
}
