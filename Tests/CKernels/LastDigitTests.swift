import CKernels
import Foundation
import Testing

/// Sums, softmax, cross entropy and optimisers, to the last bit what real PyTorch computes on one
/// thread (`Tests/Conformance/bits.py`).
@Suite(.serialized) struct LastDigitTests {
  struct Golden: Decodable, Sendable {
    let op: String
    let rows: Int
    let columns: Int
    let bits: [Int32]

    /// The numbers that both sides start from.
    var input: [Float] { (0..<rows * columns).map(number) }

    func number(_ i: Int) -> Float { Float((7919 * i + 11) % 10007 - 5003) / 512 }

    /// The first kind of CPU, by number, that adds in PyTorch's order.
    var firstKind: UInt32 {
      if op.hasPrefix("sum") { return CK_CPU_BASE.rawValue }
      if op == "norm" { return CK_CPU_BASE.rawValue }
      // Adam's root is MKL's, which starts from an estimate of AVX-512.
      if op.hasPrefix("adam") { return CK_CPU_AVX512.rawValue }
      if LastDigitTests.steps[op] != nil { return CK_CPU_AVX2.rawValue }
      if op == "log1p" { return CK_CPU_AVX2.rawValue }
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

  /// One step of an optimiser on some weights, with memory of their size.
  typealias Step =
    @Sendable (
      _ t: Int, _ count: Int64, _ weights: UnsafeMutablePointer<Float>, _ gradients: [Float],
      _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>
    ) -> Void

  static func adam(_ rate: Double, decay: Double = 0, decoupled: Bool = false) -> Step {
    { t, n, w, g, m, v in
      let steps = Double(t + 1)
      ck_adam(
        CK_F32, n, w, g, m, v, rate, 0.9, 0.999, 1e-8, decay, decoupled, 1 - pow(0.9, steps),
        1 - pow(0.999, steps))
    }
  }

  static let steps: [String: Step] = [
    "sgd": { _, n, w, g, _, _ in ck_sgd(CK_F32, n, w, g, nil, 0.1, 0, 0, 0, false, true) },
    "sgd_momentum": { t, n, w, g, v, _ in
      ck_sgd(CK_F32, n, w, g, v, 0.1, 0.9, 0, 0.01, false, t == 0)
    },
    "sgd_nesterov": { t, n, w, g, v, _ in
      ck_sgd(CK_F32, n, w, g, v, 0.1, 0.9, 0, 0, true, t == 0)
    },
    "adam": adam(0.01),
    "adam_decay": adam(0.01, decay: 0.1),
    "adamw": adam(0.01, decay: 0.05, decoupled: true),
  ]

  /// The weights after five steps; the gradients of step t are the numbers from t on, over 16.
  static func trained(_ golden: Golden, _ step: Step) -> [Float] {
    let count = golden.columns
    let numbers = (0..<count + 5).map(golden.number)
    var weights = Array(numbers.prefix(count))
    var (first, second) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    for t in 0..<5 {
      step(t, Int64(count), &weights, numbers[t..<t + count].map { $0 / 16 }, &first, &second)
    }
    return weights
  }

  static func found(_ golden: Golden) -> [Float] {
    if let step = steps[golden.op] { return trained(golden, step) }
    let (rows, columns) = (Int64(golden.rows), Int64(golden.columns))
    var result = [Float](repeating: 0, count: golden.rows * golden.columns)
    switch golden.op {
    case "sum_rows":
      ck_reduce(CK_SUM, CK_F32, rows, columns, 1, &result, golden.input)
    case "sum_columns":
      ck_reduce(CK_SUM, CK_F32, 1, rows, columns, &result, golden.input)
    case "norm": result = [ck_norm(rows * columns, golden.input)]
    case "log1p":
      ck_vector().pointee.log1p(columns, &result, golden.input.map(abs), false)
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
    #expect(Set(Self.goldens.map(\.op)).count == 7 + Self.steps.count)
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
