import CKernels

// Comparisons give bool tensors, which no gradient passes.

extension Tensor {
  /// Element-wise `==`; bool, broadcasting.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func eq(_ other: Tensor) throws -> Tensor { try compare(CK_EQ, other, "eq") }
  /// Element-wise `!=`.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func ne(_ other: Tensor) throws -> Tensor { try compare(CK_NE, other, "ne") }
  /// Element-wise `<`.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func lt(_ other: Tensor) throws -> Tensor { try compare(CK_LT, other, "lt") }
  /// Element-wise `<=`.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func le(_ other: Tensor) throws -> Tensor { try compare(CK_LE, other, "le") }
  /// Element-wise `>`.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func gt(_ other: Tensor) throws -> Tensor { try compare(CK_GT, other, "gt") }
  /// Element-wise `>=`.
  ///
  /// Shapes broadcast, any dtypes; throws where the shapes do not fit. No gradient passes it.
  public func ge(_ other: Tensor) throws -> Tensor { try compare(CK_GE, other, "ge") }
  /// Element-wise `== number`.
  ///
  /// This tensor's shape; the number is compared in the common dtype. No gradient passes it.
  public func eq(_ other: Scalar) throws -> Tensor { try eq(.wrapped(other)) }
  /// Element-wise `!= number`.
  ///
  /// This tensor's shape; the number is compared in the common dtype. No gradient passes it.
  public func ne(_ other: Scalar) throws -> Tensor { try ne(.wrapped(other)) }
  /// Element-wise `< number`.
  ///
  /// This tensor's shape; the number is compared in the common dtype. No gradient passes it.
  public func lt(_ other: Scalar) throws -> Tensor { try lt(.wrapped(other)) }
  /// Element-wise `<= number`.
  ///
  /// This tensor's shape; the number is compared in the common dtype. No gradient passes it.
  public func le(_ other: Scalar) throws -> Tensor { try le(.wrapped(other)) }
  /// Element-wise `> number`.
  ///
  /// This tensor's shape; the number is compared in the common dtype. No gradient passes it.
  public func gt(_ other: Scalar) throws -> Tensor { try gt(.wrapped(other)) }
  /// Element-wise `>= number`.
  ///
  /// This tensor's shape; the number is compared in the common dtype. No gradient passes it.
  public func ge(_ other: Scalar) throws -> Tensor { try ge(.wrapped(other)) }

  func compare(_ op: ck_compare_op, _ other: Tensor, _ name: StaticString) throws -> Tensor {
    let common = DType.result(of: self, other)
    let result = try Tensor(uninitialized: try Dims.broadcast(sizes, other.sizes), dtype: .bool)
    if dtype == common && other.dtype == common {
      result.compare(op, self, other)
    } else {
      result.compare(op, try converted(to: common), try other.converted(to: common))
    }
    return result.cutting(name, from: self, other)
  }

  /// Overwrites `self` with `a op b`, which are of one dtype.
  private func compare(_ op: ck_compare_op, _ a: Tensor, _ b: Tensor) {
    var walk = ck_walk(sizes, self, a, b)
    ck_compare(op, a.dtype.kernel, &walk, pointer(UInt8.self), a.elements, b.elements)
  }

  /// Whether any element is not a number; false for integers.
  func hasNaN() throws -> Bool {
    let found = try Tensor(uninitialized: sizes, dtype: .bool)
    var walk = ck_walk(sizes, found, self)
    ck_test(CK_ISNAN, dtype.kernel, &walk, found.pointer(UInt8.self), elements)
    return found.buffer(UInt8.self).contains(1)
  }
}
