import CKernels
import Files

/// Memory that tensors and their views share.
final class Storage {
  let pointer: UnsafeMutableRawPointer
  let byteCount: Int
  /// Counts in-place changes, so that a value saved for backward can tell it was overwritten.
  var version = 0

  /// Uninitialised memory from the thread's pool, aligned for any vector unit; throws PyTorch's words
  /// where there is none.
  init(byteCount: Int) throws {
    // Much is asked for first: a machine gives more than it has, and ends who writes to it.
    if byteCount > 1 << 26, byteCount > MachineMemory.available {
      throw TorchError.noMemory(byteCount)
    }
    guard let memory = ck_allocate(byteCount) else { throw TorchError.noMemory(byteCount) }
    self.byteCount = byteCount
    pointer = memory
  }

  /// Memory for one number; ends the process where there is none.
  init(numberOf dtype: DType) {
    byteCount = dtype.byteCount
    pointer = ck_allocate_elements(byteCount)
  }

  /// Throws where a kernel had no memory to work in: its result is not computed.
  static func expectNoneMissing() throws {
    let bytes = ck_missing()
    if bytes > 0 { throw TorchError.noMemory(Int(clamping: bytes)) }
  }

  deinit { ck_release(pointer, byteCount) }
}
