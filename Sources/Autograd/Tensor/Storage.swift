import CKernels

/// Memory that tensors and their views share.
final class Storage {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int
  /// Counts in-place changes, so that a value saved for backward can tell it was overwritten.
  var version = 0

  /// Uninitialised memory from the thread's pool, aligned for any vector unit.
  init(byteCount: Int) {
    self.byteCount = byteCount
    pointer = ck_allocate_elements(byteCount)
  }

  deinit { ck_release(pointer, byteCount) }
}
