import CKernels

/// A block of memory that tensors and their views share, with the version that in-place ops raise.
final class Storage {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int
  /// Counts in-place changes, so that a value saved for backward can tell it was overwritten.
  var version = 0

  /// Uninitialised memory, aligned for any vector unit.
  init(byteCount: Int) {
    self.byteCount = byteCount
    pointer = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
  }

  deinit { pointer.deallocate() }
}
