import CKernels

// How an op joins the graph. An op computes its result with the kernels, then says in one call
// what it was made from and how gradients go back; whether a node, a cut or nothing is made is
// decided here, once for all ops.

extension Tensor {
  /// Records `self` as the result of an op on one, two or three tensors.
  ///
  /// What is saved is read back in the derivative with `savedTensor(0)`, `savedTensor(1)`; the
  /// op's own output comes after the saved inputs. An input whose value no wanted gradient needs
  /// is better left out: pass nil in its place.
  @inline(__always)
  func recorded(
    _ name: StaticString, from a: Tensor, _ b: Tensor? = nil, _ c: Tensor? = nil,
    saving first: Tensor? = nil, _ second: Tensor? = nil, savingOutput: Bool = false,
    numbers: Node.Numbers = Node.Numbers(), derivative: @escaping Node.Derivative
  ) throws -> Tensor {
    try recorded(
      name, from: a, b, c, keeping: first.map(Unmanaged.passUnretained),
      second.map(Unmanaged.passUnretained), savingOutput: savingOutput, numbers: numbers,
      derivative: derivative)
  }

  /// The same, for inputs that are saved only if a gradient needs them: a choice between a tensor
  /// and nil would count a reference.
  @inline(__always)
  func recorded(
    _ name: StaticString, from a: Tensor, _ b: Tensor? = nil, _ c: Tensor? = nil,
    keeping first: Unmanaged<Tensor>?, _ second: Unmanaged<Tensor>? = nil,
    savingOutput: Bool = false, numbers: Node.Numbers = Node.Numbers(),
    derivative: @escaping Node.Derivative
  ) throws -> Tensor {
    let context = ck_current().unsafelyUnwrapped
    if context.pointee.grad_mode == CK_GRAD_ENABLED
      && (a.requiresGrad || b?.requiresGrad == true || c?.requiresGrad == true)
    {
      if first?.isInference == true || second?.isInference == true {
        throw TorchError.inferenceTensorSaved
      }
      assert(lostPath.isEmpty)
      made = NodeReference.fresh(context)
      made.node?._withUnsafeGuaranteedRef {
        $0.begin(name, for: self, numbers: numbers, context: context, derivative: derivative)
        $0.connect(a, b.map(Unmanaged.passUnretained), c.map(Unmanaged.passUnretained))
        $0.saved.keep(first, second)
        if savingOutput { $0.saved.keep(output: self, behind: first, second) }
      }
    } else if context.pointee.grad_mode != CK_GRAD_SILENT {
      inheritCut(name.characters, from: a, b, c, context)
    }
    return self
  }

  /// Records `self` as the result of an op on any number of tensors.
  func recorded(
    _ name: StaticString, from inputs: [Tensor], saving: [Tensor?] = [],
    derivative: @escaping Node.Derivative
  ) throws -> Tensor {
    try Tensor.record([self], name, from: inputs, saving: saving, derivative: derivative)
    return self
  }

  /// Records an op with several results. The derivative reads their gradients with
  /// `outputGradient(_:)`; results that are no floating-point tensors are left out of the graph.
  static func record(
    _ outputs: [Tensor], _ name: StaticString, from inputs: [Tensor],
    saving: [Tensor?] = [], derivative: @escaping Node.Derivative
  ) throws {
    guard let first = outputs.first, inputs.contains(where: \.hasHistory) else { return }
    let context = ck_current().unsafelyUnwrapped
    if context.pointee.grad_mode == CK_GRAD_ENABLED && inputs.contains(where: \.requiresGrad) {
      for (index, output) in outputs.enumerated() { output.outputIndex = index }
      func isOutput(_ tensor: Tensor) -> Bool { outputs.contains { $0 === tensor } }
      for case let tensor? in saving where tensor.isInference && !isOutput(tensor) {
        throw TorchError.inferenceTensorSaved
      }
      let made = NodeReference.fresh(context)
      made.node?._withUnsafeGuaranteedRef { node in
        node.begin(
          name, for: first, numbers: Node.Numbers(), context: context, derivative: derivative)
        node.connect(inputs)
        for (index, tensor) in saving.enumerated() {
          guard let tensor else { continue }
          node.saved.set(
            isOutput(tensor) ? SavedTensor(output: tensor) : SavedTensor(input: tensor), at: index)
        }
        for output in outputs.dropFirst() {
          node.more.outputs.append((output.sizes, output.dtype))
        }
      }
      for output in outputs where output.dtype.isFloatingPoint {
        assert(output.lostPath.isEmpty)
        output.made = NodeReference(holding: made.node)
      }
      for output in outputs where !output.dtype.isFloatingPoint {
        for input in inputs where output.lostPath.isEmpty { _ = output.cutting(name, from: input) }
      }
    } else {
      for output in outputs {
        for input in inputs where output.lostPath.isEmpty { _ = output.passing(name, from: input) }
      }
    }
  }

  /// Whether an op on this tensor goes into the graph now.
  @inline(__always)
  var isRecorded: Bool { requiresGrad && isGradEnabled }

  /// What `recorded` does for an input that is not recorded now.
  @inline(__always)
  func passing(_ name: StaticString, from a: Tensor) -> Tensor {
    let context = ck_current().unsafelyUnwrapped
    if a.hasHistory && context.pointee.grad_mode != CK_GRAD_SILENT {
      inheritCut(name.characters, from: a, nil, nil, context)
    }
    return self
  }

  /// The cut, if there is one, has one more op behind it.
  @inline(__always)
  func passOn(_ name: StaticString) {
    if !lostPath.isEmpty { lostPath.goOn(name.characters, ck_current().pointee.statement) }
  }

  /// Says that no gradient passes through the op that made `self` from `a` and `b`.
  @inline(__always)
  func cutting(_ name: StaticString, from a: Tensor, _ b: Tensor? = nil) -> Tensor {
    cutting(.nonDifferentiable, name, from: a, b)
  }

  @inline(__always)
  func cutting(
    _ kind: GradientCut.Kind, _ name: StaticString, from a: Tensor, _ b: Tensor? = nil
  ) -> Tensor {
    if !a.hasHistory && b?.hasHistory != true { return self }
    let context = ck_current().unsafelyUnwrapped
    if context.pointee.grad_mode == CK_GRAD_ENABLED {
      if a.hasHistory {
        endPath(name.characters, kind, from: a, context)
      } else if let b {
        endPath(name.characters, kind, from: b, context)
      }
    } else if context.pointee.grad_mode != CK_GRAD_SILENT {
      inheritCut(name.characters, from: a, b, nil, context)
    }
    return self
  }

  /// Passes on the cut of the first input that has a history, or ends its live path because the
  /// grad mode is off. Nearly always the first input has a cut, and the way on is kept.
  @inline(never)
  private func inheritCut(
    _ name: CutTrail.Name, from a: Tensor, _ b: Tensor?, _ c: Tensor?,
    _ context: UnsafeMutablePointer<ck_context>
  ) {
    if !lostPath.pass(a.lostPath, name, statement: context.pointee.statement) {
      inheritCutSlowly(name, from: a, b, c, context)
    }
  }

  /// The same for all other cases. Apart, so that the way above keeps no registers.
  @inline(never)
  private func inheritCutSlowly(
    _ name: CutTrail.Name, from a: Tensor, _ b: Tensor?, _ c: Tensor?,
    _ context: UnsafeMutablePointer<ck_context>
  ) {
    let kind: GradientCut.Kind = context.pointee.inference ? .inferenceMode : .noGrad
    if a.hasHistory {
      endPath(name, kind, from: a, context)
    } else if let b, b.hasHistory {
      endPath(name, kind, from: b, context)
    } else if let c, c.hasHistory {
      endPath(name, kind, from: c, context)
    }
  }

  /// Ends `input`'s live path at this op, or passes on its cut.
  @inline(never)
  private func endPath(
    _ name: CutTrail.Name, _ kind: GradientCut.Kind, from input: Tensor,
    _ context: UnsafeMutablePointer<ck_context>
  ) {
    let statement = context.pointee.statement
    if input.requiresGrad {
      if lostPath.cut(kind, name, statement: statement, input: input) { return }
    } else if lostPath.pass(input.lostPath, name, statement: statement) {
      return
    }
    endPathSlowly(name, kind, from: input, statement)
  }

  /// What `endPath` does where a trail has to be made, or a path's end is not held yet.
  @inline(never)
  private func endPathSlowly(
    _ name: CutTrail.Name, _ kind: GradientCut.Kind, from input: Tensor, _ statement: Int32
  ) {
    lostPath =
      input.requiresGrad
      ? CutTrail(kind, name, statement: statement, input: input)
      : input.lostPath.passing(name, statement: statement, of: input)
  }
}
