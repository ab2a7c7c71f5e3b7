import CKernels

// A loop binds the same names to new tensors every epoch. To take an object apart and make another
// takes as long as a small op, so whoever knows that it lets go of a tensor offers the object, memory
// and all, to the next op that wants one of its size. Only small ones are kept, and few.

extension Tensor {
  /// Contiguous and uninitialised: an object that was let go, or a new one.
  @inline(never)
  static func uninitialized(_ sizes: Dims, dtype: DType) -> Tensor {
    let context = ck_current().unsafelyUnwrapped
    let byteCount = sizes.elementCount * dtype.byteCount
    guard let kept = ck_take_kept(ck_kept_of(context, byteCount)) else {
      return Tensor(uninitialized: sizes, dtype: dtype)
    }
    let tensor = Unmanaged<Tensor>.fromOpaque(kept).takeRetainedValue()
    tensor.begin(sizes, dtype, byteCount: byteCount, context)
    return tensor
  }

  /// `place = tensor`, where what stood there is used again if nobody else refers to it.
  @inline(__always)
  package static func replace(_ place: inout Tensor?, with tensor: consuming Tensor?) {
    swap(&place, &tensor)
    letGo(&tensor)
  }

  /// `place = nil`, in the same way.
  @inline(__always)
  package static func letGo(_ place: inout Tensor?) {
    // As a plain pointer: a tensor in hand would be one more reference.
    let object = withUnsafeMutableBytes(of: &place) {
      let pointer = $0.load(as: UnsafeMutableRawPointer?.self)
      $0.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
      return pointer
    }
    if let object { giveUp(object) }
  }

  /// Gives up one reference to a tensor.
  @inline(never)
  static func giveUp(_ object: UnsafeMutableRawPointer) {
    let context = ck_current().unsafelyUnwrapped
    // Weak and unowned references are in that word too.
    if ck_references(object) != context.pointee.sole_reference || !keep(object, context) {
      swift_nonatomic_release(object)
      if context.pointee.sole_reference == 0 { learnSoleReference(context) }
    }
  }

  /// Empties a tensor that one place refers to and keeps it; false where it is not to be kept.
  @inline(__always)
  private static func keep(
    _ object: UnsafeMutableRawPointer, _ context: UnsafeMutablePointer<ck_context>
  ) -> Bool {
    Unmanaged<Tensor>.fromOpaque(object)._withUnsafeGuaranteedRef { tensor in
      guard tensor.heldTies.isEmpty, !tensor.storage.isShared,
        let list = ck_kept_of(context, tensor.storage.byteCount), ck_has_room(list)
      else { return false }
      if !tensor.made.isEmpty { tensor.made = NodeReference() }
      if !tensor.lostPath.isEmpty { tensor.lostPath = CutTrail() }
      // What was let go with these may have filled the list.
      guard ck_has_room(list) else { return false }
      ck_keep(list, object)
      return true
    }
  }

  /// Checks on a new tensor how references are counted here. Where they are not, or each tensor is to
  /// be an object of its own so that it is seen when it is used too late, none is kept.
  @inline(never)
  private static func learnSoleReference(_ context: UnsafeMutablePointer<ck_context>) {
    let tensor = Unmanaged.passRetained(Tensor(uninitialized: Dims(), dtype: .float32))
    let isKnown = ck_references(tensor.toOpaque()) == CK_SOLE_REFERENCE
    context.pointee.sole_reference =
      isKnown && context.pointee.kept_limit > 0 ? CK_SOLE_REFERENCE : .max
    tensor.release()
    if !context.pointee.cleans_up { ck_at_thread_end(letGoAtThreadEnd) }
  }

  /// Lets go of all that the thread keeps.
  static func letGoKept(_ context: UnsafeMutablePointer<ck_context>) {
    context.pointee.sole_reference = .max
    for bits in 0..<Int(CK_KEPT_SIZES) {
      let list = ck_kept_of(context, 64 << bits)
      while let tensor = ck_take_kept(list) { Unmanaged<Tensor>.fromOpaque(tensor).release() }
    }
  }
}

extension Tensor? {
  /// Runs `body` on the tensor, if there is one: lent, so that no reference is counted. `body` must
  /// not replace it.
  @inline(__always)
  package func lend<Result>(_ body: (Tensor) throws -> Result) rethrows -> Result? {
    guard let lent = map(Unmanaged.passUnretained) else { return nil }
    return try lent._withUnsafeGuaranteedRef(body)
  }
}
