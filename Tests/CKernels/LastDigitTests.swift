import CKernels
import Foundation
import Testing

/// Sums, softmax and cross entropy, to the last bit what real PyTorch computes on one thread
/// (`Tests/Conformance/bits.py`).
@Suite(.serialized) struct LastDigitTests {
  struct Golden: Decodable, Sendable {
    let op: String
    let rows: Int
    let columns: Int
    let bits: [Int32]

    /// The numbers that both sides start from.
    var input: [Float] {
      (0..<rows * columns).map { Float((7919 * $0 + 11) % 10007 - 5003) / 512 }
    }

    /// The first kind of CPU, by number, that adds in PyTorch's order.
    var firstKind: UInt32 {
      if op.hasPrefix("sum") { return CK_CPU_BASE.rawValue }
      return (columns < 8 ? CK_CPU_AVX2 : CK_CPU_AVX512).rawValue
    }
  }

  static let goldens: [Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/bits.json")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Golden.self, from: Data($0.utf8))
    }
  }()

  static func found(_ golden: Golden) -> [Float] {
    let (rows, columns) = (Int64(golden.rows), Int64(golden.columns))
    var result = [Float](repeating: 0, count: golden.rows * golden.columns)
    switch golden.op {
    case "sum_rows":
      ck_reduce(CK_SUM, CK_F32, rows, columns, 1, &result, golden.input)
    case "sum_columns":
      ck_reduce(CK_SUM, CK_F32, 1, rows, columns, &result, golden.input)
    case "softmax", "log_softmax":
      ck_softmax_any(golden.op == "log_softmax", CK_F32, rows, columns, 1, &result, golden.input)
    default:
      let labels = (0..<rows).map { $0 % columns }
      var kept: Int64 = 0
      var logs = result
      ck_softmax_any(true, CK_F32, rows, columns, 1, &logs, golden.input)
      _ = ck_nll_total(CK_F32, rows, columns, &result, logs, labels, -100, true, &kept)
    }
    return Array(result.prefix(golden.bits.count))
  }

  @Test func thereAreGoldens() {
    #expect(Self.goldens.count > 90)
    #expect(Set(Self.goldens.map(\.op)).count == 5)
  }

  @Test(arguments: [0, 1, 2] as [UInt32])
  func everyBitIsPyTorchs(_ kind: UInt32) {
    ck_use_cpu(ck_cpu(kind))
    defer { ck_use_cpu(CK_CPU_AVX512) }
    // A machine without the kind runs what it has.
    let kind = ck_cpu_kind().rawValue
    for golden in Self.goldens where kind >= golden.firstKind {
      let bits = Self.found(golden).map { Int32(bitPattern: $0.bitPattern) }
      #expect(bits == golden.bits, "\(golden.op) of \(golden.rows) x \(golden.columns)")
    }
  }
}
