import Autograd
import Loop
import NN
import Run

/// Finds out, from the tensors of a loop that raised, where the gradient was cut and why.
///
/// It looks at the tensors and at the listing that ran, never at which bug is on.
struct Diagnostician {
  let listing: Listing
  let state: LoopState

  /// What is known of an error, and what would help where nothing that was switched on does.
  func report(_ error: LoopError, epoch: Int) -> (report: FailureReport, remedy: Remedy) {
    let code = listing.code(ofLine: error.line)
    let (diagnosis, remedy) = diagnose(error, code: code)
    return (
      FailureReport(
        type: error.type, message: error.message + error.guess, epoch: epoch, line: error.line,
        code: code, diagnosis: diagnosis), remedy
    )
  }

  private func diagnose(_ error: LoopError, code: String) -> (Diagnosis?, Remedy) {
    let names = state.models.namedParameters
    if error.message.hasSuffix("does not require grad and does not have a grad_fn"),
      let (name, cut) = cutTensor(code)
    {
      let fix = CutFix(cut: cut, text: listing.text.lines)
      let diagnosis = Diagnosis(
        kind: cut.kind.rawValue, operation: cut.place, line: cut.statement,
        chain: chain(cut, to: name), why: Self.why(cut), fix: fix.advice,
        withoutGradient: names.map(\.name), parameterCount: names.count)
      return (diagnosis, Remedy(text: fix.text))
    }
    guard let cause = ErrorCause(error, code: code, in: state) else { return (nil, Remedy()) }
    return (
      Diagnosis(kind: cause.kind, why: cause.why, fix: cause.fix), Remedy(restarts: cause.restarts)
    )
  }

  /// The tensor whose backward failed: the one that the line names, else the loss.
  private func cutTensor(_ code: String) -> (name: String, cut: GradientCut)? {
    let cut = state.bindings.compactMap { name, tensor in
      tensor.cut.map { (name: name, cut: $0) }
    }
    let words = code.identifiers
    let named = cut.first { words.contains($0.name) }
    return named ?? cut.first { $0.name == state.roles.lossName }
  }

  /// From a parameter through the recorded ops, across the cut, to the loss.
  private func chain(_ cut: GradientCut, to name: String) -> [Diagnosis.Link] {
    var links: [Diagnosis.Link] = []
    switch cut.source {
    case .leaf(let leaf): links.append(.init(text: state.parameterName(leaf)))
    case .node(let node):
      links += node.path(state.parameterName).map {
        .init(text: Self.plain($0.text), line: $0.line)
      }
    case .operation(let name): links.append(.init(text: name))
    }
    links.append(.init(text: Self.plain(cut.operation), line: cut.statement, isCut: true))
    for step in cut.steps {
      links.append(.init(text: Self.plain(step.operation), line: step.statement, isDead: true))
    }
    links.append(.init(text: name, isDead: true))
    return links
  }

  /// `Addmm` for `AddmmBackward0`, other names as they are.
  private static func plain(_ operation: String) -> String {
    operation.hasSuffix("Backward0") || operation.hasSuffix("Backward1")
      ? String(operation.dropLast("Backward0".count)) : operation
  }

  static func why(_ cut: GradientCut) -> String {
    switch cut.kind {
    case .nonDifferentiable:
      "\(cut.operation) has no derivative: its result stays the same, or jumps, when its input "
        + "changes a little, so there is nothing to pass back."
    case .noGrad:
      "Inside torch.no_grad() no op is recorded: the loss has no way back to the parameters."
    case .inferenceMode:
      "Inside torch.inference_mode() no op is recorded, and its tensors may never join a graph."
    case .detach: "detach() gives the same values without their history."
    case .rebuiltFromNumber:
      "\(cut.operation) gives a plain number, and a tensor made from a number starts with no history."
    case .rebuiltFromArray:
      "numpy() gives plain numbers, and a tensor made from them starts with no history."
    case .integerCast:
      "\(cut.operation) makes whole numbers, which move in jumps; casting back to float does not "
        + "bring the gradient back."
    case .frozen:
      "requires_grad was switched off on the parameters, so nothing asks for a gradient."
    }
  }
}

/// What would help where nothing that a person switched on is at fault.
struct Remedy {
  /// The loop's lines written anew; nil where no edit is known.
  var text: [String]?
  /// What the fault left behind does not heal: the run has to begin again.
  var restarts = false
}
