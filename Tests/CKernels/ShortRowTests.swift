import CKernels
import Foundation
import Testing

/// Softmax, its gradient, argmax and narrow products over rows that fill no vector.
extension VectorTests {
  static let widths = [1, 2, 3, 4, 5, 10, 17, 32, 40]

  /// Rows of [rows, n] through a function of one row.
  private func rows(_ n: Int, _ values: [Float], _ body: ([Double]) -> [Double]) -> [Double] {
    stride(from: 0, to: values.count, by: n).flatMap {
      body(values[$0..<($0 + n)].map(Double.init))
    }
  }

  private func largestError(_ found: [Float], _ exact: [Double]) -> Double {
    zip(found, exact).map { abs(Double($0) - $1) }.max() ?? 0
  }

  @Test(arguments: kinds, widths)
  func shortRowsAgreeWithPlainLoops(_ kind: UInt32, _ n: Int) {
    for count in [1, 7, 16, 35] {
      let x = Self.numbers(count * n, 37, 101).map { $0 * 4 }
      let g = Self.numbers(count * n, 53, 97)
      let soft = rows(n, x) { row in
        let sum = row.reduce(0) { $0 + exp($1) }
        return row.map { exp($0) / sum }
      }
      let back = rows(n, x) { row in
        row.map { $0 - log(row.reduce(0) { $0 + exp($1) }) }
      }
      using(kind) {
        var y = [Float](repeating: .nan, count: x.count)
        var z = y
        var d = y
        let size = (Int64(count), Int64(n))
        ck_softmax_any(false, CK_F32, size.0, size.1, 1, &y, x)
        ck_softmax_any(true, CK_F32, size.0, size.1, 1, &z, x)
        #expect(largestError(y, soft) < 1e-6)
        #expect(largestError(z, back) < 1e-5)
        for isLogarithm in [false, true] {
          ck_softmax_backward_any(
            isLogarithm, CK_F32, size.0, size.1, 1, &d, g, isLogarithm ? z : y)
          var exact: [Double] = []
          for first in stride(from: 0, to: x.count, by: n) {
            let row = first..<(first + n)
            let total = row.reduce(0.0) { $0 + Double(g[$1]) * (isLogarithm ? 1 : soft[$1]) }
            exact += row.map {
              isLogarithm ? Double(g[$0]) - soft[$0] * total : soft[$0] * (Double(g[$0]) - total)
            }
          }
          #expect(largestError(d, exact) < 2e-5)
        }
      }
    }
  }

  @Test(arguments: kinds, widths)
  func argmaxIsTheFirstOfTheLargest(_ kind: UInt32, _ n: Int) {
    // Few different values, so that many are equal; the last row has two NaNs.
    let count = 19
    var x = (0..<(count * n)).map { Float(($0 * 7 + $0 / n) % 4) }
    for column in [n / 2, n - 1] { x[(count - 1) * n + column] = .nan }
    let expected = (0..<count).map { r -> Int64 in
      let row = x[(r * n)..<((r + 1) * n)]
      let top = row.contains { $0.isNaN } ? nil : row.max()
      return Int64((row.firstIndex { top == nil ? $0.isNaN : $0 == top } ?? 0) - r * n)
    }
    using(kind) {
      var found = [Int64](repeating: -1, count: count)
      ck_arg_extreme(true, CK_F32, Int64(count), Int64(n), 1, &found, x)
      #expect(found == expected)
    }
  }

  @Test(arguments: kinds, [1, 2, 3, 4, 5])
  func narrowProductsAgreeWithPlainLoops(_ kind: UInt32, _ n: Int) {
    for (m, k) in [(8, 10), (37, 1), (200, 16), (16, 200)] {
      let a = Self.numbers(m * k, 37, 101)
      let w = Self.numbers(n * k, 53, 97)
      let bias = Self.numbers(n, 3, 7)
      var exact: [Double] = []
      for i in 0..<m {
        for j in 0..<n {
          exact.append(
            (0..<k).reduce(Double(bias[j])) { $0 + Double(a[i * k + $1]) * Double(w[j * k + $1]) })
        }
      }
      using(kind) {
        var c = [Float](repeating: .nan, count: m * n)
        ck_gemm_bias(
          Int64(m), Int64(n), Int64(k), a, Int64(k), 1, w, 1, Int64(k), bias, &c)
        #expect(largestError(c, exact) < 1e-5)
      }
    }
  }

  /// A product of few rows is bit for bit that of more rows, which tiles compute, and writes nothing
  /// beside its own.
  @Test(arguments: kinds, [1, 2, 3, 4])
  func productsOfFewRowsAgreeWithTiles(_ kind: UInt32, _ m: Int) {
    for (n, k) in [(4, 3), (7, 32), (8, 1), (10, 32), (15, 128), (16, 20), (17, 5), (32, 64)] {
      let a = Self.numbers(k * 5, 37, 101)
      let b = Self.numbers(k * n, 53, 97)
      using(kind) {
        var (few, more) = (
          [Float](repeating: -7, count: 5 * n), [Float](repeating: -7, count: 5 * n)
        )
        ck_gemm(Int64(m), Int64(n), Int64(k), a, 1, 5, b, Int64(n), 1, &few, Int64(n), false)
        ck_gemm(5, Int64(n), Int64(k), a, 1, 5, b, Int64(n), 1, &more, Int64(n), false)
        #expect(few.prefix(m * n) == more.prefix(m * n))
        #expect(few.dropFirst(m * n).allSatisfy { $0 == -7 })
      }
    }
  }

  /// Small integers add up exactly, in any order.
  @Test(arguments: [1, 3, 4, 16, 21, 70])
  func columnSums(_ inner: Int) {
    for n in [1, 64, 130] {
      let x = (0..<(2 * n * inner)).map { Float($0 % 13) }
      var found = [Float](repeating: .nan, count: 2 * inner)
      ck_reduce(CK_SUM, CK_F32, 2, Int64(n), Int64(inner), &found, x)
      let exact = (0..<(2 * inner)).map { at in
        (0..<n).reduce(Float(0)) { $0 + x[(at / inner * n + $1) * inner + at % inner] }
      }
      #expect(found == exact)
    }
  }
}
