import CKernels

/// A block of memory that tensors and their views share, with the version that in-place ops raise.
///
/// One tensor holds one `Storage`; a tensor over the same memory asks for `shared()`.
struct Storage: ~Copyable {
  private let block: UnsafeMutablePointer<ck_block>

  /// Uninitialised memory from the thread's pool, aligned for any vector unit.
  @inline(__always)
  init(byteCount: Int) {
    // A block is never nil: see `ck_block_make`.
    block = ck_block_make(byteCount).unsafelyUnwrapped
  }

  @inline(__always)
  init(holding block: UnsafeMutablePointer<ck_block>) {
    ck_block_hold(block)
    self.block = block
  }

  @inline(__always)
  deinit { ck_block_drop(block) }

  /// Begins anew in memory that nobody else holds and that is of the same size class.
  @inline(__always)
  func renew(byteCount: Int) {
    block.pointee.bytes = byteCount
    block.pointee.version = 0
  }

  /// The same memory for one more tensor.
  @inline(__always)
  func shared() -> Storage { Storage(holding: block) }

  @inline(__always)
  var pointer: UnsafeMutableRawPointer { ck_block_elements(block).unsafelyUnwrapped }

  /// The memory itself, for one more holder that drops it.
  @inline(__always)
  func held() -> UnsafeMutablePointer<ck_block> {
    ck_block_hold(block)
    return block
  }

  func isBlock(_ other: UnsafeMutablePointer<ck_block>) -> Bool { block == other }

  var byteCount: Int { block.pointee.bytes }

  /// Counts in-place changes, so that a value saved for backward can tell it was overwritten.
  @inline(__always)
  var version: Int {
    get { Int(block.pointee.version) }
    nonmutating set { block.pointee.version = Int64(newValue) }
  }

  /// Whether another tensor reads the same memory.
  var isShared: Bool { block.pointee.holders > 1 }

  static func == (a: borrowing Storage, b: borrowing Storage) -> Bool { a.block == b.block }
}
