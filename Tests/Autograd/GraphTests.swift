import Foundation
import Testing

@testable import Autograd

@Suite struct GraphTests {
  @Test func anomalyNamesTheOpAndItsStatement() throws {
    let x = try Tensor([0, 0] as [Float], requiresGrad: true)
    let error = #expect(throws: TorchError.self) {
      try detectAnomaly {
        currentStatement = 5
        defer { currentStatement = 0 }
        try x.sqrt().mul(0).sum().backward()
      }
    }
    let text = "\(try #require(error))"
    #expect(
      text.hasPrefix(
        "RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output."))
    #expect(text.contains("statement 5"))
  }

  @Test func eachThreadHasAStatementOfItsOwn() throws {
    defer { currentStatement = 0 }
    currentStatement = 7
    let elsewhere = Thread { currentStatement = 8 }
    elsewhere.start()
    while !elsewhere.isFinished { Thread.sleep(forTimeInterval: 0.001) }
    #expect(currentStatement == 7)
    #expect(try Tensor([2] as [Float], requiresGrad: true).mul(3).gradFn?.statement == 7)
  }

  @Test func gradientsAccumulateUntilTheyAreForgotten() throws {
    let x = try Tensor([3] as [Float], requiresGrad: true)
    try x.mul(x).sum().backward()
    try x.mul(2).sum().backward()
    #expect(x.grad?.values == [8])
    x.grad = nil
    try x.mul(2).sum().backward()
    #expect(x.grad?.values == [2])
  }

  @Test func hooksSeeAndReplaceGradients() throws {
    let x = try Tensor([1, 2] as [Float], requiresGrad: true)
    let y = try x.mul(3)
    try y.retainGrad()
    var seen: [[Double]] = []
    let handle = try y.registerHook { gradient in
      seen.append(gradient.values)
      return try gradient.mul(10)
    }
    try y.mul(y).sum().backward()
    #expect(seen == [[6, 12]])
    #expect(y.grad?.values == [60, 120])
    #expect(x.grad?.values == [180, 360])
    handle.remove()
    x.grad = nil
    try x.mul(3).mul(2).sum().backward()
    #expect(x.grad?.values == [6, 6])
  }

  @Test func modesAreRestoredWhenTheirBodyThrows() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try noGrad { try inferenceMode { throw Stop() } }
    }
    #expect(isGradEnabled && !isInferenceModeEnabled)
    noGrad {
      #expect(!isGradEnabled)
      enableGrad { #expect(isGradEnabled) }
    }
  }

  @Test func thirdDerivativeOfAComposite() throws {
    let x = try Tensor([0.7], shape: [1], requiresGrad: true)
    var y = try x.silu().sum()
    for _ in 0..<3 { y = try #require(try grad([y], [x], createGraph: true)[0]).sum() }
    // σ'''·x + 3·σ''
    let s = 1 / (1 + 2.718281828459045.powerOf(-0.7))
    let (d1, d2) = (s * (1 - s), s * (1 - s) * (1 - 2 * s))
    let d3 = d2 * (1 - 2 * s) - 2 * d1 * d1
    #expect(abs(try y.item() - (d3 * 0.7 + 3 * d2)) < 1e-12)
  }

  /// `grad` runs and frees only what lies between outputs and inputs.
  @Test func gradLeavesTheRestOfTheGraphAlone() throws {
    let x = try Tensor([2] as [Float], requiresGrad: true)
    let w = try Tensor([3] as [Float], requiresGrad: true)
    let (hidden, other) = (try x.mul(x), try w.mul(w))
    let y = try hidden.mul(hidden).add(other).sum()
    #expect(try grad([y], [hidden])[0]?.values == [8])
    // Neither x·x nor w·w was run, so both can still be.
    try hidden.sum().backward()
    try other.sum().backward()
    #expect(x.grad?.values == [4])
    #expect(w.grad?.values == [6])
  }

  @Test func unusedInputsAreNilWhereAllowed() throws {
    let x = try Tensor([1, 2, 3] as [Float], requiresGrad: true)
    let pieces = try x.mul(2).split(1)
    let found = try grad([pieces[0].sum()], [pieces[2], x], allowUnused: true)
    #expect(found[0] == nil)
    #expect(found[1]?.values == [2, 0, 0])
    #expect(throws: TorchError.self) { try grad([pieces[0].sum()], [pieces[2]]) }
  }

  @Test func hooksOfLaterPiecesAreCalled() throws {
    let x = try Tensor([1, 2, 3, 4] as [Float], requiresGrad: true)
    let pieces = try x.mul(1).split(2)
    var seen: [Double] = []
    try pieces[1].registerHook { gradient in
      seen = gradient.values
      return try gradient.mul(10)
    }
    try pieces[1].retainGrad()
    try pieces[0].mul(3).add(pieces[1].mul(5)).sum().backward()
    #expect(seen == [5, 5])
    #expect(pieces[1].grad?.values == [50, 50])
    #expect(x.grad?.values == [3, 3, 50, 50])
  }

  @Test func graphIsFreedAfterBackwardUnlessKept() throws {
    let x = try Tensor([2] as [Float], requiresGrad: true)
    let y = try x.mul(x).sum()
    try y.backward(retainGraph: true)
    try y.backward()
    #expect(x.grad?.values == [8])
    #expect(throws: TorchError.secondBackward) { try y.backward() }
  }
}

extension Double {
  /// e raised to `exponent` by its series: the tests need no library for it.
  fileprivate func powerOf(_ exponent: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for n in 1..<40 {
      term *= exponent / Double(n)
      sum += term
    }
    return sum
  }
}
