import CKernels

/// A block of memory that tensors and their views share, with the version that in-place ops raise.
final class Storage {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int
  /// Counts in-place changes, so that a value saved for backward can tell it was overwritten.
  var version = 0

  /// Uninitialised memory from the thread's pool, aligned for any vector unit.
  init(byteCount: Int) {
    self.byteCount = byteCount
    // Ops check sizes against the machine's memory before they come here; if it is gone all the
    // same, the allocation below says so as any Swift program does.
    pointer =
      ck_allocate(byteCount) ?? .allocate(byteCount: max(byteCount, 1), alignment: 64)
  }

  deinit { ck_release(pointer, byteCount) }
}
