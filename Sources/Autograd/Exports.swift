import CKernels

/// Values that lately left a graph for plain Swift.
///
/// `item()` and `toArray()` give numbers, and a number carries no history. To recognise a tensor
/// that is rebuilt from one, each thread keeps its last few exports and compares them bit for
/// bit, which is looked at only when a tensor is made from numbers.
enum Exports {
  /// Notes that `tensor`, which has a gradient path or had one, was read as one number.
  ///
  /// A loop does so several times an epoch, and nearly always the new record and the one that it
  /// takes the place of have an origin to count and nothing else.
  @inline(never)
  static func note(_ tensor: Tensor, number fingerprint: UInt64) {
    let context = ck_current().unsafelyUnwrapped
    var (trail, origin) = tensor.lostPath.parts
    if trail == nil { origin = ck_origin(of: tensor) }
    guard context.pointee.grad_mode != CK_GRAD_SILENT, let place = context.pointee.oldest_export,
      ck_trail_is_free(trail), ck_trail_is_free(place.pointee.trail), origin.heldAgain()
    else { return note(tensor, fingerprint, count: 1, isNumber: true) }
    let oldest = place.pointee.origin
    place.pointee.origin = origin
    place.pointee.trail = trail
    place.pointee.fingerprint = fingerprint
    place.pointee.count = 1
    place.pointee.statement = context.pointee.statement
    place.pointee.is_number = true
    context.pointee.oldest_export = place.pointee.next
    oldest.drop()
  }

  /// The same for an array; `flat` has the elements in order.
  static func note(_ tensor: Tensor, flat: Tensor) {
    guard ck_current().pointee.grad_mode != CK_GRAD_SILENT else { return }
    note(tensor, fingerprint(flat), count: tensor.count, isNumber: false)
  }

  @inline(never)
  private static func note(_ tensor: Tensor, _ fingerprint: UInt64, count: Int, isNumber: Bool) {
    let context = ck_current().unsafelyUnwrapped
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return }
    if context.pointee.oldest_export == nil {
      ck_begin_exports(context)
      if !context.pointee.cleans_up { ck_at_thread_end(letGoAtThreadEnd) }
    }
    guard let place = context.pointee.oldest_export else { return }
    let oldest = place.pointee
    let (trail, origin) =
      tensor.requiresGrad ? (nil, ck_origin(of: tensor).held()) : tensor.lostPath.held()
    place.pointee = ck_export(
      origin: origin, trail: trail, fingerprint: fingerprint, count: Int64(count),
      statement: context.pointee.statement, is_number: isNumber, next: oldest.next)
    context.pointee.oldest_export = oldest.next
    oldest.drop()
  }

  /// Lets go of all that this thread has exported.
  static func forget() {
    let kept = recent()
    ck_begin_exports(ck_current())
    for record in kept { record.drop() }
  }

  /// The cut of a tensor made from one number, if `item()` gave that number.
  static func cut(forNumber value: Scalar) -> CutTrail {
    guard case .double(let double) = value else { return CutTrail() }
    return cut(fingerprint: fingerprint(double), count: 1, isNumber: true)
  }

  /// The cut of a tensor made from an array, if `toArray()` gave those values.
  static func cut(forArray tensor: Tensor) -> CutTrail {
    guard recent().contains(where: { !$0.is_number }) else { return CutTrail() }
    return cut(fingerprint: fingerprint(tensor), count: tensor.count, isNumber: false)
  }

  /// What this thread has exported lately, newest first.
  private static func recent() -> [ck_export] {
    let oldest = ck_current().pointee.oldest_export?.pointee
    return sequence(first: oldest) { $0?.next?.pointee }.prefix(Int(CK_EXPORTS))
      .compactMap { $0 }.reversed().filter { $0.origin.object != nil || $0.trail != nil }
  }

  private static func cut(fingerprint: UInt64, count: Int, isNumber: Bool) -> CutTrail {
    let found = recent().first {
      $0.is_number == isNumber && $0.fingerprint == fingerprint && $0.count == count
    }
    guard let found else { return CutTrail() }
    let kind = isNumber ? GradientCut.Kind.rebuiltFromNumber : .rebuiltFromArray
    let name: StaticString = isNumber ? "item()" : "numpy()"
    if let trail = found.trail {
      return .behind(trail, found.origin, kind, name.characters, statement: found.statement)
    }
    guard found.origin.object != nil else { return CutTrail() }
    return CutTrail(kind, name.characters, statement: found.statement, origin: found.origin)
  }

  static func fingerprint(_ number: Double) -> UInt64 { number.bitPattern }

  /// FNV-1a over the bytes of a contiguous tensor.
  static func fingerprint(_ tensor: Tensor) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(
      start: tensor.elements, count: tensor.count * tensor.dtype.byteCount)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}

extension ck_export {
  /// Drops what the record held.
  @inline(__always)
  fileprivate func drop() {
    if let trail { ck_trail_drop(trail) }
    origin.drop()
  }
}
