import CKernels

// How a tensor that lost its gradient path learns why. On the differentiable path nothing here runs.

extension Tensor {
  /// Whether a graph or a cut must be kept when this tensor goes into an op.
  var hasHistory: Bool { requiresGrad || ownCut != nil }

  /// Says that no gradient passes through the op that made `self` from `a` and `b`, nor through
  /// those that it stands for as well.
  func cutting(
    _ name: StaticString, by kind: GradientCut.Kind = .nonDifferentiable,
    then further: [StaticString] = [], from a: Tensor, _ b: Tensor? = nil
  ) -> Tensor {
    if isGradEnabled {
      if endPath(kind, name, further, from: a) { return self }
      if let b { _ = endPath(kind, name, further, from: b) }
    } else {
      passCut(name, then: further, from: a, b)
    }
    return self
  }

  /// Passes on the cut of the first input that has a history, or ends its live path because the
  /// grad mode is off.
  func passCut(
    _ name: StaticString, then further: [StaticString] = [], from a: Tensor, _ b: Tensor? = nil,
    _ c: Tensor? = nil, and more: [Tensor] = []
  ) {
    let context = ck_current()
    guard context.pointee.grad_mode != CK_GRAD_SILENT else { return }
    let kind: GradientCut.Kind = context.pointee.inference ? .inferenceMode : .noGrad
    if endPath(kind, name, further, from: a) { return }
    if let b, endPath(kind, name, further, from: b) { return }
    if let c, endPath(kind, name, further, from: c) { return }
    for input in more where endPath(kind, name, further, from: input) { return }
  }

  /// Ends the live path of an input, or passes on its cut; false where it has neither.
  private func endPath(
    _ kind: GradientCut.Kind, _ name: StaticString, _ further: [StaticString], from input: Tensor
  ) -> Bool {
    let line = ck_current().pointee.statement
    if input.requiresGrad {
      ownCut = GradientCut(kind, name, then: further, line, of: input.edge)
    } else if let cut = input.ownCut {
      ownCut = cut.passing(name, then: further, line, of: input)
    } else {
      return false
    }
    return true
  }
}
