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
    /// The function that read a number; nil for an array.
    let reader: StaticString?
    var isNumber: Bool { reader != nil }

    /// The cut of a tensor that is made from what was exported.
    var cut: GradientCut? {
      let kind: GradientCut.Kind = isNumber ? .rebuiltFromNumber : .rebuiltFromArray
      let name = reader ?? "numpy()"
      switch origin {
      case .none: return nil
      case .cut(let cut): return cut.exported(kind, name, line)
      case .node, .leaf: return GradientCut(kind, name, line, of: origin)
      }
    }
  }

  /// The next one takes the place of the oldest. Few: a record keeps its graph alive.
  private var records: [Record] = []
  private var oldest = 0
  private static let limit = 4

  /// Numbers that one statement has read, one after the other: a list of them may become a tensor.
  private var numbers: [Double] = []
  /// Where the last of them came from.
  private var lastNumber: Record?
  private static let mostNumbers = 1 << 16

  private mutating func add(_ record: Record, number: Double) {
    if lastNumber?.line != record.line || numbers.count == Self.mostNumbers {
      numbers.removeAll(keepingCapacity: true)
    }
    numbers.append(number)
    lastNumber = record
  }

  private mutating func add(_ record: Record) {
    if records.count < Self.limit { return records.append(record) }
    records[oldest] = record
    oldest = (oldest + 1) % Self.limit
  }

  /// Notes that `tensor`, which has a gradient path or had one, was read as one number.
  static func note(_ tensor: Tensor, number: Double, _ reader: StaticString) {
    guard let record = note(tensor, number.bitPattern, reader) else { return }
    current.pointee.add(record, number: number)
  }

  /// The same for an array; `flat` has the elements in order.
  static func note(_ tensor: Tensor, flat: Tensor) {
    _ = note(tensor, fingerprint(flat), nil)
  }

  private static func note(_ tensor: Tensor, _ hash: UInt64, _ reader: StaticString?) -> Record? {
    let context = ck_current()
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return nil }
    let record = Record(
      origin: tensor.edge, line: context.pointee.statement, fingerprint: hash, count: tensor.count,
      reader: reader)
    current.pointee.add(record)
    return record
  }

  /// The cut of a tensor made from one number, if `item()` gave that number.
  static func cut(forNumber value: Scalar) -> GradientCut? {
    guard case .double(let double) = value else { return nil }
    return current.pointee.find(double.bitPattern, count: 1, isNumber: true)
  }

  /// The cut of a tensor made from an array, if `toArray()` gave those values.
  static func cut(forArray tensor: Tensor) -> GradientCut? {
    if current.pointee.records.contains(where: { !$0.isNumber }),
      let cut = current.pointee.find(fingerprint(tensor), count: tensor.count, isNumber: false)
    {
      return cut
    }
    return current.pointee.cut(forNumbers: tensor)
  }

  /// The cut of a tensor made from the numbers that were read last, whole or with their fractions
  /// cut off. A single small whole number is too common to tell anything.
  private func cut(forNumbers tensor: Tensor) -> GradientCut? {
    guard let lastNumber, tensor.count > 1, tensor.count <= numbers.count else { return nil }
    let isSame = zip(tensor.values, numbers.suffix(tensor.count)).allSatisfy { element, number in
      element == number || element == number.rounded(.towardZero)
        || element == Double(Float(number))
    }
    return isSame ? lastNumber.cut : nil
  }

  /// Of several that are alike the latest.
  private func find(_ fingerprint: UInt64, count: Int, isNumber: Bool) -> GradientCut? {
    (records[oldest...] + records[..<oldest]).last {
      $0.isNumber == isNumber && $0.fingerprint == fingerprint && $0.count == count
    }?.cut
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
