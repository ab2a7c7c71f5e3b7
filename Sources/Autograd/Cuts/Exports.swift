import CKernels
import Foundation

/// Values that lately left a graph for plain Swift.
///
/// `item()` and `toArray()` give numbers, and a number carries no history. To recognise a tensor
/// that is rebuilt from one, each thread keeps its last few exports and compares them bit for
/// bit, which is looked at only when a tensor is made from numbers.
package struct Exports {
  private struct Record {
    let origin: Node.Edge
    let line: Int32
    let fingerprint: UInt64
    let count: Int
    let kind: GradientCut.Kind
    /// The function that read the values.
    let reader: StaticString

    /// The cut of a tensor that is made from what was exported.
    var cut: GradientCut? {
      switch origin {
      case .none: nil
      case .cut(let cut): cut.exported(kind, reader, line)
      case .node, .leaf: GradientCut(kind, reader, line, of: origin)
      }
    }
  }

  private var arrays: [Record] = []
  private var numbers: [Record] = []
  /// The numbers that one statement has read, one after the other: a list of them may become a tensor.
  private var list: [Double] = []

  /// Keeps the last few of a kind. Few: a record keeps its graph alive.
  private static func add(_ record: consuming Record, to records: inout [Record]) {
    if records.count == 4 { records.remove(at: 0) }
    records.append(record)
  }

  private mutating func add(number: Double, _ record: consuming Record) {
    if numbers.last?.line != record.line || list.count == 1 << 16 {
      list.removeAll(keepingCapacity: true)
    }
    list.append(number)
    Self.add(record, to: &numbers)
  }

  /// Notes that `tensor`, which has a gradient path or had one, was read as one number.
  static func note(_ tensor: Tensor, number: Double, _ reader: StaticString) {
    let context = ck_current()
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return }
    current.pointee.add(
      number: number,
      Record(
        origin: tensor.edge, line: context.pointee.statement, fingerprint: number.bitPattern,
        count: 1, kind: .rebuiltFromNumber, reader: reader))
  }

  /// The same for an array; `flat` has the elements in order.
  static func note(_ tensor: Tensor, flat: Tensor) {
    let context = ck_current()
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return }
    add(
      Record(
        origin: tensor.edge, line: context.pointee.statement, fingerprint: fingerprint(flat),
        count: tensor.count, kind: .rebuiltFromArray, reader: "numpy()"),
      to: &current.pointee.arrays)
  }

  /// The cut of a tensor made from one number, if `item()` gave that number.
  static func cut(forNumber value: Scalar) -> GradientCut? {
    guard case .double(let double) = value else { return nil }
    return current.pointee.numbers.last { $0.fingerprint == double.bitPattern }?.cut
  }

  /// The cut of a tensor made from an array, if `toArray()` gave those values.
  static func cut(forArray tensor: Tensor) -> GradientCut? {
    lazy var wanted = fingerprint(tensor)
    let found = current.pointee.arrays.last {
      $0.count == tensor.count && $0.fingerprint == wanted
    }
    return found?.cut ?? current.pointee.cut(forNumbers: tensor)
  }

  /// The cut of a tensor made from the numbers that were read last, whole or with their fractions
  /// cut off. A single small whole number is too common to tell anything.
  private func cut(forNumbers tensor: Tensor) -> GradientCut? {
    guard tensor.count > 1, tensor.count <= list.count else { return nil }
    let isSame = zip(tensor.values, list.suffix(tensor.count)).allSatisfy { element, number in
      element == number || element == number.rounded(.towardZero)
        || element == Double(Float(number))
    }
    return isSame ? numbers.last?.cut : nil
  }

  /// FNV-1a over the bytes of a contiguous tensor.
  private static func fingerprint(_ tensor: Tensor) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(
      start: tensor.elements, count: tensor.count * tensor.dtype.byteCount)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  /// Lets go of what this thread has exported, and so of the graphs behind it: their program is over.
  package static func forget() { current.pointee = Exports() }

  /// Where a thread keeps its exports, which are freed when it ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { memory in
      memory?.assumingMemoryBound(to: Exports.self).deinitialize(count: 1)
      memory?.deallocate()
    }
    return key
  }()

  /// This thread's exports.
  private static var current: UnsafeMutablePointer<Exports> {
    if let found = pthread_getspecific(key) { return found.assumingMemoryBound(to: Exports.self) }
    let made = UnsafeMutablePointer<Exports>.allocate(capacity: 1)
    made.initialize(to: Exports())
    pthread_setspecific(key, made)
    return made
  }
}
