import CKernels
import Foundation
import Testing

@testable import Autograd

/// Batch norm to the last bit what real PyTorch computes on one thread
/// (`Tests/Conformance/bits.py`).
struct BatchNormTests {
  struct Golden: Decodable, Sendable {
    let op: String
    let rows: Int
    let columns: Int
    let bits: [Int32]
  }

  static let goldens: [Golden] =
    ((try? String(
      contentsOf: GoldenCase.folder.appendingPathComponent("batch_norm_bits.json"), encoding: .utf8))
    ?? "").split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Golden.self, from: Data($0.utf8))
    }

  static func numbers(_ range: Range<Int>) -> [Float] {
    range.map { Float((7919 * $0 + 11) % 10007 - 5003) / 512 }
  }

  /// The same calls as in the script, by the names of their results.
  static func found(_ rows: Int, _ columns: Int, planes: Bool) throws -> [String: Tensor] {
    let shape = planes ? [rows, columns / 4, 4] : [rows, columns]
    let count = rows * columns
    func input() throws -> Tensor {
      try Tensor(numbers(0..<count)).reshape(shape).requiresGrad(true)
    }
    let x = try input()
    let channels = (0..<shape[1]).map(Float.init)
    let weight = try Tensor(channels.map { 1 + $0 / 16 }).requiresGrad(true)
    let bias = try Tensor(channels.map { $0 / 8 }).requiresGrad(true)
    let mean = try Tensor.full([shape[1]], 0.25)
    let variance = try Tensor.ones([shape[1]])
    func normed(_ x: Tensor, training: Bool) throws -> Tensor {
      try x.batchNorm(
        runningMean: mean, runningVar: variance, weight: weight, bias: bias, training: training)
    }
    let g = try Tensor(numbers(3..<count + 3).map { $0 / 16 }).reshape(shape)
    let y = try normed(x, training: true)
    try y.backward(gradient: g)
    let gradient = try #require(weight.grad).clone()
    let given = try input()
    let later = try normed(given, training: false)
    try later.backward(gradient: g)
    return [
      "y": y, "mean": mean, "var": variance, "gx": try #require(x.grad), "gweight": gradient,
      "later": later, "glater": try #require(given.grad),
    ]
  }

  @Test func thereAreGoldens() {
    #expect(Self.goldens.count > 60)
    #expect(Set(Self.goldens.map(\.op)).count == 11)
  }

  static func bits(_ golden: Golden) throws -> [Int32] {
    let name = golden.op.split(separator: ".")
    let results = try found(golden.rows, golden.columns, planes: name[0] == "planes")
    let result = try #require(results[String(name[1])])
    return try result.detach().toArray(Float.self).prefix(golden.bits.count).map {
      Int32(bitPattern: $0.bitPattern)
    }
  }

  /// Other CPUs fuse elsewhere, PyTorch too.
  @Test(.enabled(if: ck_cpu_kind() == CK_CPU_AVX512), arguments: goldens)
  func everyBitIsPyTorchs(_ golden: Golden) throws {
    #expect(try Self.bits(golden) == golden.bits)
  }

  @Test(arguments: [0, 1] as [UInt32])
  func everyKindOfCPUAgrees(_ kind: UInt32) throws {
    ck_use_cpu(ck_cpu(kind))
    defer { ck_use_cpu(CK_CPU_AVX512) }
    for golden in Self.goldens {
      for (found, wanted) in zip(try Self.bits(golden), golden.bits) {
        let (a, b) = (
          Float(bitPattern: UInt32(bitPattern: found)),
          Float(bitPattern: UInt32(bitPattern: wanted))
        )
        #expect(
          abs(a - b) <= 1e-5 * max(1, abs(b)), "\(golden.op) \(golden.rows) \(golden.columns)")
      }
    }
  }

  /// Derivatives of the second order come from the same op made of other ops.
  @Test func kernelAndCompositeHaveTheSameGradients() throws {
    let x = try Tensor(Self.numbers(0..<60)).reshape([20, 3]).requiresGrad(true)
    let g = try Tensor(Self.numbers(3..<63)).reshape([20, 3])
    func gradient(createGraph: Bool) throws -> [Float] {
      let y = try x.batchNorm(runningMean: nil, runningVar: nil, training: true)
      let found = try #require(
        try grad([y], [x], gradients: [g], createGraph: createGraph)[0])
      return try found.detach().toArray(Float.self)
    }
    let (fast, slow) = (try gradient(createGraph: false), try gradient(createGraph: true))
    #expect(fast != slow, "rounded alike: is the kernel used?")
    for (a, b) in zip(fast, slow) { #expect(abs(a - b) < 1e-5) }
  }
}
