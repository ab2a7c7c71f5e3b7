import Autograd

/// Objects at their places, lent to whoever comes by: a step of a small model is no longer than
/// counting a reference to each. `owned` holds them for as long as the list is there.
struct LentList<Object: AnyObject> {
  let owned: [Object]
  private let lent: [Unmanaged<Object>]

  init(_ objects: [Object]) {
    owned = objects
    lent = objects.map(Unmanaged.passUnretained)
  }

  var indices: Range<Int> { lent.indices }

  /// Runs `body` on an object, which must stay in the list meanwhile.
  @inline(__always)
  func lend<Result>(_ index: Int, _ body: (Object) throws -> Result) rethrows -> Result {
    try lent[index]._withUnsafeGuaranteedRef(body)
  }
}

extension LentList<Tensor> {
  /// Runs `body` for each parameter that has a gradient, with its place in the list.
  @inline(__always)
  func eachGradient(_ body: (Int, Tensor, Tensor) throws -> Void) rethrows {
    for index in indices {
      try lend(index) { parameter in
        try parameter.lendGrad { gradient in try body(index, parameter, gradient) }
      }
    }
  }
}
