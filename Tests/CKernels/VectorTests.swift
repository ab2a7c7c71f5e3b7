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
    _ kernel: (Int64, UnsafeMutablePointer<Float>?, UnsafePointer<Float>?) -> Void,
    _ exact: (Double) -> Double, _ range: ClosedRange<Double>
  ) -> Double {
    var inputs = (0..<6001).map { i in
      Float(range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / 6000)
    }
    inputs += [0, -0.0, .infinity, -.infinity, .nan, 1e-30, 1, -1, 1e-3].filter {
      $0.isNaN || $0.isInfinite || range.contains(Double($0))
    }
    var outputs = [Float](repeating: 0, count: inputs.count)
    kernel(Int64(inputs.count), &outputs, inputs)
    return zip(inputs, outputs).map { ulps($1, exact(Double($0))) }.max() ?? 0
  }

  @Test(arguments: kinds)
  func errorsStayWithinTwoUnits(_ kind: UInt32) {
    using(kind) {
      let kernels = ck_vector().pointee
      #expect(worst(kernels.exp, { exp($0) }, -87...88.7) <= 2)
      #expect(worst(kernels.log, { log($0) }, 1e-6...50) <= 2)
      #expect(worst(kernels.log, { log($0) }, 1e-37...1e-30) <= 2)
      #expect(worst(kernels.tanh, { tanh($0) }, -10...10) <= 2)
      #expect(worst(kernels.sigmoid, { 1 / (1 + exp(-$0)) }, -80...80) <= 2.5)
    }
  }

  @Test(
    arguments: kinds,
    [(1, 1, 1), (7, 5, 3), (13, 33, 70), (65, 48, 129), (40, 16, 700), (30, 300, 350)])
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
    using(kind) {
      for (matrix, row, column) in [(b, n, 1), (turned, 1, k)] {
        var c = [Float](repeating: .nan, count: m * n)
        ck_gemm(
          Int64(m), Int64(n), Int64(k), a, Int64(k), 1, matrix, Int64(row), Int64(column), &c,
          Int64(n), false)
        let error = zip(c, exact).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(error < 1e-4 * Double(k).squareRoot())
        let bias = [Float](repeating: 2, count: n)
        var d = c
        ck_gemm_bias(
          Int64(m), Int64(n), Int64(k), a, Int64(k), 1, matrix, Int64(row), Int64(column), bias, &d)
        #expect(zip(c, d).allSatisfy { abs($0 + 2 - $1) < 1e-3 })
      }
    }
  }

  /// The same bits on any number of threads.
  @Test func threadsDoNotChangeResults() {
    let (m, n, k) = (150, 140, 200)
    let a = Self.numbers(m * k, 37, 101)
    let b = Self.numbers(k * n, 53, 97)
    let x = (0..<70_000).map { Float($0 % 1000) / 100 - 5 }
    var products: [[Float]] = []
    var curves: [[Float]] = []
    for threads in [1, 2, 3, 4] as [Int32] {
      ck_set_threads(threads)
      var c = [Float](repeating: 0, count: m * n)
      ck_gemm(Int64(m), Int64(n), Int64(k), a, Int64(k), 1, b, Int64(n), 1, &c, Int64(n), false)
      products.append(c)
      var y = [Float](repeating: 0, count: x.count)
      ck_softmax_any(true, CK_F32, 700, 100, 1, &y, x)
      curves.append(y)
    }
    ck_set_threads(1)
    #expect(products.allSatisfy { $0 == products[0] })
    #expect(curves.allSatisfy { $0 == curves[0] })
  }
}
