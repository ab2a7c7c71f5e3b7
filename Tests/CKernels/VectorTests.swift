import CKernels
import Foundation
import Testing

/// The kernels of every kind of CPU that this machine has.
@Suite(.serialized) struct VectorTests {
  static let kinds: [UInt32] = [0, 1, 2]

  /// Numbers in -1 ... 1 that repeat late.
  static func numbers(_ count: Int, _ step: Int, _ modulus: Int) -> [Float] {
    (0..<count).map { i in
      let place = (i * step + 11) % modulus
      return Float(place) * 2 / Float(modulus) - 1
    }
  }

  func using<Result>(_ kind: UInt32, _ body: () throws -> Result) rethrows -> Result {
    ck_use_cpu(ck_cpu(kind))
    defer { ck_use_cpu(CK_CPU_AVX512) }
    return try body()
  }

  /// Units in the last place between a float and the true value.
  func ulps(_ found: Float, _ exact: Double) -> Double {
    if exact.isNaN { return found.isNaN ? 0 : .infinity }
    let rounded = Float(exact)
    if !rounded.isFinite || !found.isFinite { return rounded == found ? 0 : .infinity }
    let unit = max(Double(rounded.ulp), Double(Float.leastNormalMagnitude.ulp))
    return abs(Double(found) - exact) / unit
  }

  func worst(
    _ kernel: ck_vector_kernel,
    _ exact: (Double) -> Double, _ range: ClosedRange<Double>
  ) -> Double {
    var inputs = (0..<6001).map { i in
      Float(range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / 6000)
    }
    inputs += [0, -0.0, .infinity, -.infinity, .nan, 1e-30, 1, -1, 1e-3].filter {
      $0.isNaN || $0.isInfinite || range.contains(Double($0))
    }
    var outputs = [Float](repeating: 0, count: inputs.count)
    kernel(Int64(inputs.count), &outputs, inputs, false)
    return zip(inputs, outputs).map { ulps($1, exact(Double($0))) }.max() ?? 0
  }

  @Test(arguments: kinds)
  func errorsStayWithinTwoUnits(_ kind: UInt32) {
    using(kind) {
      let kernels = ck_vector().pointee
      #expect(worst(kernels.exp, { exp($0) }, -87...88.7) <= 2)
      #expect(worst(kernels.log, { log($0) }, 1e-6...50) <= 2)
      #expect(worst(kernels.log, { log($0) }, 1e-37...1e-30) <= 2)
      #expect(worst(kernels.log1p, { log1p($0) }, -0.999...50) <= 2)
      #expect(worst(kernels.log1p, { log1p($0) }, -1e-3...1e-3) <= 2)
      #expect(worst(kernels.log1p, { log1p($0) }, 1e17...3.4e38) <= 2)
      #expect(worst(kernels.tanh, { tanh($0) }, -10...10) <= 2)
      #expect(worst(kernels.sigmoid, { 1 / (1 + exp(-$0)) }, -80...80) <= 2.5)
    }
  }

  @Test(
    arguments: kinds,
    [
      (1, 1, 1), (7, 5, 3), (13, 33, 70), (65, 48, 129), (40, 16, 700), (30, 300, 350),
      (3, 5, 0), (70, 130, 256), (17, 20, 1030),
    ])
  func productsAgreeWithPlainLoops(_ kind: UInt32, _ sizes: (Int, Int, Int)) {
    let (m, n, k) = sizes
    let a = Self.numbers(m * k, 37, 101)
    let b = Self.numbers(k * n, 53, 97)
    var turned = [Float](repeating: 0, count: k * n)
    for p in 0..<k { for j in 0..<n { turned[j * k + p] = b[p * n + j] } }
    var exact = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n { exact[i * n + j] += Double(a[i * k + p]) * Double(b[p * n + j]) }
      }
    }
    var across = [Float](repeating: 0, count: m * k)
    for i in 0..<m { for p in 0..<k { across[p * m + i] = a[i * k + p] } }
    using(kind) {
      for (matrix, row, column) in [(b, n, 1), (turned, 1, k)] {
        var e = [Float](repeating: .nan, count: m * n)
        ck_gemm(
          Int64(m), Int64(n), Int64(k), across, 1, Int64(m), matrix, Int64(row), Int64(column), &e,
          Int64(n), false)
        let otherError = zip(e, exact).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(otherError < 1e-4 * Double(k + 1).squareRoot())
        var c = [Float](repeating: .nan, count: m * n)
        ck_gemm(
          Int64(m), Int64(n), Int64(k), a, Int64(k), 1, matrix, Int64(row), Int64(column), &c,
          Int64(n), false)
        let error = zip(c, exact).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(error < 1e-4 * Double(k + 1).squareRoot())
        let bias = [Float](repeating: 2, count: n)
        var d = c
        ck_gemm_bias(
          Int64(m), Int64(n), Int64(k), a, Int64(k), 1, matrix, Int64(row), Int64(column), bias, &d)
        #expect(zip(c, d).allSatisfy { abs($0 + 2 - $1) < 1e-3 })
      }
    }
  }

  /// The same bits on any number of threads, for all that is shared out.
  @Test func threadsDoNotChangeResults() {
    defer { ck_set_threads(1) }
    let (m, n, k) = (300, 140, 300)
    let a = Self.numbers(m * k, 37, 101)
    let b = Self.numbers(k * n, 53, 97)
    let x = (0..<800_000).map { Float($0 % 1000) / 100 - 5 }
    var all: [[[Float]]] = []
    for threads in [1, 2, 3, 4] as [Int32] {
      ck_set_threads(threads)
      var results: [[Float]] = []
      for (row, column) in [(n, 1), (1, k)] {
        var c = [Float](repeating: 0, count: m * n)
        ck_gemm(
          Int64(m), Int64(n), Int64(k), a, Int64(k), 1, b, Int64(row), Int64(column), &c, Int64(n),
          false)
        results.append(c)
      }
      var y = x
      ck_softmax_any(true, CK_F32, 700, 100, 1, &y, x)
      results.append(y)
      ck_softmax_any(false, CK_F32, 799, 1001, 1, &y, x)
      results.append(y)
      ck_vector_map(ck_vector().pointee.exp, 800_000, &y, x)
      results.append(y)
      ck_basic_binary(CK_DIV, 799_999, &y, x, 1, results[4], 1)
      results.append(y)
      all.append(results)
    }
    #expect(all.allSatisfy { $0 == all[0] })
  }

  /// Large results, whether written past the caches or into them, are those of small pieces.
  @Test(arguments: kinds, [700_000, 900_000])
  func largeArraysAreSmallOnesPutTogether(_ kind: UInt32, _ streamSize: Int) {
    using(kind) {
      ck_use_stream_size(streamSize)
      defer { ck_use_stream_size(0) }
      let count = 800_003
      let x = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
        let few = Self.numbers(1009, 37, 1009)
        for i in 0..<count { buffer[i] = few[i % 1009] }
        filled = count
      }
      // Memory aligned as tensors are.
      let memory = UnsafeMutablePointer<Float>(OpaquePointer(ck_allocate_elements(4 * count)))
      defer { ck_release(memory, 4 * count) }
      var small = [Float](repeating: 0, count: count)
      func check(_ body: (Int64, UnsafeMutablePointer<Float>?, UnsafePointer<Float>) -> Void) {
        body(Int64(count), memory, x)
        x.withUnsafeBufferPointer { from in
          small.withUnsafeMutableBufferPointer { to in
            for first in stride(from: 0, to: count, by: 8192) {
              guard let to = to.baseAddress, let from = from.baseAddress else { return }
              body(Int64(min(8192, count - first)), to + first, from + first)
            }
          }
        }
        #expect(small == Array(UnsafeBufferPointer(start: memory, count: count)))
      }
      check { ck_vector_map(ck_vector().pointee.exp, $0, $1, $2) }
      check { ck_basic_binary(CK_SUB, $0, $1, $2, 1, $2, 1) }
      check { ck_basic_relu($0, $1, $2) }
      check { ck_basic_relu_backward($0, $1, $2, $2) }
    }
  }

  @Test(arguments: kinds, [700_000, 900_000])
  func longRowsOfSoftmax(_ kind: UInt32, _ streamSize: Int) {
    using(kind) {
      ck_use_stream_size(streamSize)
      defer { ck_use_stream_size(0) }
      for (rows, columns) in [(800, 1001), (3, 33), (2, 5000)] {
        let few = Self.numbers(1009, 37, 1009)
        let x = (0..<rows * columns).map { few[$0 % 1009] }
        let bytes = 4 * rows * columns
        let y = UnsafeMutablePointer<Float>(OpaquePointer(ck_allocate_elements(bytes)))
        defer { ck_release(y, bytes) }
        ck_softmax_any(false, CK_F32, Int64(rows), Int64(columns), 1, y, x)
        for r in [0, 1, rows - 1] {
          let line = x[r * columns..<(r + 1) * columns].map { exp(Double($0)) }
          let sum = line.reduce(0, +)
          let errors = line.indices.map {
            abs(Double(y[r * columns + $0]) * sum / line[$0] - 1)
          }
          #expect((errors.max() ?? 1) < 1e-5)
        }
      }
    }
  }
}
