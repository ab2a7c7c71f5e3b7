import CKernels

/// Values that lately left a graph for plain Swift.
///
/// `item()` and `toArray()` give numbers, and a number carries no history. To recognise a tensor
/// that is rebuilt from one, each thread keeps its last few exports and compares them bit for
/// bit, which is looked at only when a tensor is made from numbers.
final class Exports {
  private struct Entry {
    /// The node, leaf or cut behind the tensor.
    let origin: AnyObject?
    let fingerprint: UInt64
    let count: Int
    let isNumber: Bool
    let statement: Int
  }

  private var entries: [Entry] = []
  private var next = 0
  /// Few: an entry keeps its graph alive.
  private static let kept = 4

  private static func current() -> Exports? {
    ck_current().pointee.exports.map {
      Unmanaged<Exports>.fromOpaque($0).takeUnretainedValue()
    }
  }

  private static func make() -> Exports {
    let made = Exports()
    ck_keep_exports(Unmanaged.passRetained(made).toOpaque()) { pointer in
      if let pointer { Unmanaged<Exports>.fromOpaque(pointer).release() }
    }
    return made
  }

  /// Notes that `tensor`, which has a gradient path or had one, was read as plain values.
  static func note(_ tensor: Tensor, fingerprint: UInt64, isNumber: Bool) {
    let context = ck_current().unsafelyUnwrapped
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return }
    let log = current() ?? make()
    let entry = Entry(
      origin: tensor.edge.object, fingerprint: fingerprint, count: tensor.count, isNumber: isNumber,
      statement: Int(context.pointee.statement))
    if log.entries.count < kept {
      log.entries.append(entry)
    } else {
      log.entries[log.next] = entry
      log.next = (log.next + 1) % kept
    }
  }

  /// The cut of a tensor made from one number, if `item()` gave that number.
  static func cut(forNumber value: Scalar) -> GradientCut? {
    guard case .double(let double) = value else { return nil }
    return current()?.cut(fingerprint: fingerprint(double), count: 1, isNumber: true)
  }

  /// The cut of a tensor made from an array, if `toArray()` gave those values.
  static func cut(forArray tensor: Tensor) -> GradientCut? {
    guard let log = current(), log.entries.contains(where: { !$0.isNumber }) else { return nil }
    return log.cut(fingerprint: fingerprint(tensor), count: tensor.count, isNumber: false)
  }

  private func cut(fingerprint: UInt64, count: Int, isNumber: Bool) -> GradientCut? {
    let found = entries.last {
      $0.isNumber == isNumber && $0.fingerprint == fingerprint && $0.count == count
    }
    guard let found else { return nil }
    let kind = isNumber ? GradientCut.Kind.rebuiltFromNumber : .rebuiltFromArray
    let name: StaticString = isNumber ? "item()" : "numpy()"
    guard let origin = found.origin else { return nil }
    if let cut = origin as? GradientCut {
      // `detach()` right before an export is part of it: PyTorch does not allow the one without
      // the other.
      if let source = cut.sourceOfPlainDetach {
        return GradientCut(kind, name, statement: found.statement, origin: source)
      }
      return cut.passing(name, statement: found.statement)
    }
    return GradientCut(kind, name, statement: found.statement, origin: origin)
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
