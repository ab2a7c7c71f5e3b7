import Autograd
import Files

/// What a size from outside takes in memory, reckoned before any of it is taken.
struct MemoryNeed {
  /// Bytes; nil for a number beyond all machines.
  private var bytes: Int?

  /// The product of the factors, the last of them bytes.
  init(_ factors: [Int]) {
    bytes = factors.reduce(1) { product, factor in
      guard let product else { return nil }
      let (result, overflows) = product.multipliedReportingOverflow(by: factor)
      return overflows ? nil : result
    }
  }

  mutating func add(_ other: MemoryNeed) {
    guard let bytes, let more = other.bytes else {
      self.bytes = nil
      return
    }
    let (sum, overflows) = bytes.addingReportingOverflow(more)
    self.bytes = overflows ? nil : sum
  }

  /// What is wrong: `needs 36 GB; this machine has 23`. Nil where there is room.
  var excess: String? {
    let room = MachineMemory.available
    if let bytes, bytes <= room { return nil }
    let need = bytes.map(Self.words) ?? "more than any machine has"
    return "needs \(need); this machine has \(Self.words(room)) free"
  }

  /// Throws where `what` needs more than there is.
  func expectRoom(for what: String) throws {
    if let excess { throw ExperimentError.model("\(what) \(excess)") }
  }

  /// Bytes as people say them.
  private static func words(_ bytes: Int) -> String {
    let units = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB")]
    let (size, name) = units.first { bytes >= $0.0 } ?? (1000, "kB")
    return "\((bytes + size / 2) / size) \(name)"
  }
}

extension Fields.Value {
  /// Throws where what this number asks for, the product of the factors in bytes, has no room.
  func expectRoom(_ factors: Int...) throws {
    guard let excess = MemoryNeed(factors).excess else { return }
    throw malformed("\(name) \((try? string()) ?? "") \(excess)")
  }
}
