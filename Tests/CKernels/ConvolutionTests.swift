import CKernels
import Testing

extension VectorTests {
  /// Convolutions against plain loops, on every kind of CPU.
  @Suite(.serialized) struct ConvolutionTests {
    /// Images, groups, inputs, outputs, height, width, kernel height and width, stride, padding,
    /// dilation: with a direct way and without, tiles that are filled and tiles that are not.
    static let cases: [[Int]] = [
      [2, 1, 1, 8, 28, 28, 3, 3, 1, 1, 1], [9, 1, 4, 12, 7, 8, 3, 3, 1, 1, 1],
      [3, 2, 3, 5, 9, 11, 3, 2, 1, 1, 1], [2, 1, 2, 3, 8, 8, 3, 3, 2, 1, 1],
      [2, 1, 4, 9, 12, 20, 3, 3, 1, 2, 2], [9, 3, 1, 1, 6, 7, 1, 1, 1, 0, 1],
      [2, 1, 3, 20, 5, 5, 5, 5, 1, 2, 1], [1, 1, 2, 2, 30, 33, 1, 7, 1, 0, 1],
      [2, 1, 2, 2, 3, 3, 1, 1, 1, 2, 1],
    ]

    static func shape(_ v: [Int]) -> ck_conv {
      func size(_ n: Int, _ kernel: Int) -> Int64 {
        Int64((n + 2 * v[9] - v[10] * (kernel - 1) - 1) / v[8] + 1)
      }
      let list = v.map { Int64($0) }
      return ck_conv(
        images: list[0], groups: list[1], inputs: list[2], outputs: list[3], height: list[4],
        width: list[5], out_height: size(v[4], v[6]), out_width: size(v[5], v[7]),
        kernel_height: list[6], kernel_width: list[7], stride_y: list[8], stride_x: list[8],
        pad_y: list[9], pad_x: list[9], dilation_y: list[10], dilation_x: list[10])
    }

    /// A convolution and all its gradients.
    struct Results: Equatable {
      var y: [Float], dx: [Float], dw: [Float], db: [Float]

      func distance(to other: Results) -> Float {
        zip([y, dx, dw, db], [other.y, other.dx, other.dw, other.db]).map { a, b in
          zip(a, b).map { abs($0 - $1) }.max() ?? .nan
        }.max() ?? .nan
      }
    }

    struct Inputs {
      let shape: [Int]
      var x: [Float]
      let w: [Float], b: [Float], dy: [Float]

      init(_ v: [Int]) {
        let c = ConvolutionTests.shape(v)
        shape = v
        x = VectorTests.numbers(v[0] * v[1] * v[2] * v[4] * v[5], 37, 101)
        w = VectorTests.numbers(v[1] * v[3] * v[2] * v[6] * v[7], 53, 97)
        b = VectorTests.numbers(v[1] * v[3], 17, 89)
        dy = VectorTests.numbers(v[0] * v[1] * v[3] * Int(c.out_height * c.out_width), 41, 103)
      }

      func run() -> Results {
        var c = ConvolutionTests.shape(shape)
        var found = Results(y: dy, dx: x, dw: w, db: b)
        ck_conv_forward(&c, &found.y, x, w, b)
        ck_conv_backward_input(&c, &found.dx, dy, w)
        ck_conv_backward_weight(&c, &found.dw, dy, x)
        ck_conv_backward_bias(&c, &found.db, dy)
        return found
      }

      func exact() -> Results {
        let (v, c) = (shape, ConvolutionTests.shape(shape))
        let (area, out) = (v[4] * v[5], Int(c.out_height * c.out_width))
        var exact = Results(
          y: dy.map { _ in 0 }, dx: x.map { _ in 0 }, dw: w.map { _ in 0 }, db: b.map { _ in 0 })
        for n in 0..<v[0] {
          for o in 0..<v[1] * v[3] {
            for place in 0..<out {
              let (oy, ox) = (place / Int(c.out_width), place % Int(c.out_width))
              let at = (n * v[1] * v[3] + o) * out + place
              exact.y[at] += b[o]
              exact.db[o] += dy[at]
              for i in 0..<v[2] {
                for k in 0..<v[6] * v[7] {
                  let iy = oy * v[8] - v[9] + k / v[7] * v[10]
                  let ix = ox * v[8] - v[9] + k % v[7] * v[10]
                  guard iy >= 0, ix >= 0, iy < v[4], ix < v[5] else { continue }
                  let from = ((n * v[1] + o / v[3]) * v[2] + i) * area + iy * v[5] + ix
                  let weight = (o * v[2] + i) * v[6] * v[7] + k
                  exact.y[at] += x[from] * w[weight]
                  exact.dx[from] += dy[at] * w[weight]
                  exact.dw[weight] += dy[at] * x[from]
                }
              }
            }
          }
        }
        return exact
      }
    }

    @Test(arguments: cases)
    func convolutionsAgreeWithPlainLoops(_ sizes: [Int]) {
      let inputs = Inputs(sizes)
      let exact = inputs.exact()
      for kind in VectorTests.kinds {
        let found = VectorTests().using(kind) { inputs.run() }
        #expect(found.distance(to: exact) < 1e-3)
      }
    }

    /// An infinite pixel reaches the weights whose windows see it, and no others.
    @Test func infinitiesStayWhereTheyBelong() {
      var inputs = Inputs([2, 1, 1, 2, 8, 8, 3, 3, 1, 0, 1])
      inputs.x[32] = .infinity
      let (found, exact) = (inputs.run(), inputs.exact())
      #expect(found.dw.map(\.isFinite) == exact.dw.map(\.isFinite))
      #expect(found.dw.map(\.isNaN) == exact.dw.map(\.isNaN))
    }

    @Test(arguments: [cases[0], cases[1], cases[3]])
    func threadsDoNotChangeConvolutions(_ sizes: [Int]) {
      defer { ck_set_threads(1) }
      let inputs = Inputs([64] + sizes.dropFirst())
      let all = ([1, 2, 3] as [Int32]).map { threads in
        ck_set_threads(threads)
        return inputs.run()
      }
      #expect(all[0] == all[1] && all[0] == all[2])
    }
  }
}
