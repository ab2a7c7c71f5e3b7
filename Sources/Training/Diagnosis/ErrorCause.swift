import Autograd
import Foundation
import Loop
import Run

/// Why an error that is no cut was raised, from what the call that raised was given.
struct ErrorCause {
  /// Machine-readable, e.g. `dtype`.
  let kind: String
  let why: String
  /// What usually fixes it, where no edit is known.
  var fix: String?
  /// What the fault left behind does not heal: the run has to begin again.
  var restarts = false

  /// What is known about an error; nil for one that speaks for itself.
  init?(_ error: LoopError, code: String, in state: LoopState) {
    let call = state.raisedCall(error)
    for explain in Self.explanations {
      if let cause = explain(error.message, call, state) {
        self = cause
        return
      }
    }
    guard let usual = UsualCause.list(for: error.type, error.message).first else { return nil }
    (kind, why, fix) = ("usual", usual.text, usual.look)
  }

  private init(_ kind: String, _ why: String, fix: String? = nil, restarts: Bool = false) {
    (self.kind, self.why, self.fix, self.restarts) = (kind, why, fix, restarts)
  }

  /// One for each kind of error that more can be said about than its words do.
  private typealias Explain = @Sendable (String, RaisedCall?, LoopState) -> ErrorCause?

  private static let explanations: [Explain] = [
    { message, _, state in
      guard message.hasSuffix("does not require grad and does not have a grad_fn") else {
        return nil
      }
      return ErrorCause(
        "no_history",
        "Nothing that '\(state.roles.lossName)' was computed from requires grad: it was made without what "
          + "the model returns, or from plain numbers.",
        fix: "compute the loss from what the model returns")
    },
    { message, _, _ in
      guard message.hasPrefix("Trying to backward through the graph a second time") else {
        return nil
      }
      return ErrorCause(
        "second_backward",
        "backward() freed what the graph had saved when it walked it the first time; this is the "
          + "second walk of the same loss.",
        fix: "call backward() once a step, or keep no result of an earlier one")
    },
    { message, _, state in
      guard message.contains("has been modified by an inplace operation") else { return nil }
      let changed = state.bindings.first {
        !LoopState.suppliedNames.contains($0.name) && $0.tensor.version > 0
      }
      let name = changed.map { "'\($0.name)' " } ?? "A value "
      return ErrorCause(
        "in_place",
        "\(name)was changed in place after an op had saved it for its derivative"
          + (changed.map { " (version \($0.tensor.version))." } ?? "."),
        fix: "write x = x + y in place of x += y")
    },
    { message, call, _ in
      guard message.hasPrefix("Inference tensors cannot be saved") else { return nil }
      let operand = call?.operands.first { $0.tensor?.isInferenceTensor == true }
      return ErrorCause(
        "inference_tensor",
        (operand.map { "\(facts($0)) and was made" } ?? "An operand was made")
          + " under torch.inference_mode(), and the op must save it for its derivative.",
        fix: "make it under torch.no_grad(), or outside any mode")
    },
    { message, call, state in
      guard message.hasPrefix("expected target dtype to be Long or Byte"),
        let (input, target) = pair(call)
      else { return nil }
      return ErrorCause(
        "dtype",
        "\(facts(target)). \(name(call)) takes the classes for \(facts(input, short: true)) as whole "
          + "numbers, torch.int64.")
    },
    { message, call, state in
      guard message.hasPrefix("Expected floating point type for target with class probabilities"),
        let (input, target) = pair(call)
      else { return nil }
      let origin =
        input.tensor?.cut.map { cut in
          " It comes from \(cut.operation)"
            + (cut.statement > 0 ? ", line \(cut.statement)" : "")
            + ", which has no derivative: as floats the labels would only lead to the next error."
        } ?? ""
      return ErrorCause(
        "dtype",
        "\(facts(input)), the very shape of \(facts(target, short: true)): \(name(call)) takes such "
          + "labels for probabilities, and those must be floats. The labels are right; the "
          + "predictions are not: it wants logits, one for each class." + origin,
        fix: "give the loss the logits")
    },
    { message, call, _ in
      guard message.hasPrefix("result type Float can't be cast to the desired output type"),
        let whole = call?.operands.first(where: { $0.tensor?.dtype.isFloatingPoint == false })
      else { return nil }
      return ErrorCause(
        "dtype",
        "\(facts(whole)). \(name(call)) computes with it, so it must be a float as the rest is: the "
          + "words speak of result types and name neither.",
        fix: "make it a float: \(whole.text).float()")
    },
    { message, call, _ in
      guard message.hasPrefix("0D or 1D target tensor expected"), let (input, target) = pair(call)
      else { return nil }
      return ErrorCause(
        "shape",
        "\(facts(target)). \(name(call)) takes one class a row for \(facts(input, short: true)), a "
          + "shape of \(input.tensor?.shape.prefix(1).map { $0 } ?? []).")
    },
    schedule,
    // Shapes and dtypes of what the call was given say the rest.
    { message, call, _ in
      let words = ["target", "Target", "dtype", "type", "shape", "size", "Dimension", "dim"]
      let given = call?.operands.filter { $0.tensor != nil } ?? []
      guard !given.isEmpty, words.contains(where: message.contains) else { return nil }
      return ErrorCause(
        "operands",
        "\(name(call)) was given \(given.map { facts($0, short: true) }.joined(separator: " and "))."
      )
    },
  ]

  /// A scheduler that was made for fewer steps than are taken.
  private static let schedule: Explain = { message, _, state in
    guard
      let match = message.firstMatch(
        of: /Tried to step (\d+) times\. The specified number of total steps is (\d+)/)
    else { return nil }
    let known = state.data.xTrain.length ?? 0
    let now = state["X_train"]?.length ?? known
    let made = "The schedule was made for \(match.2) steps"
    guard let batch = state.experiment.batchSize, now != known else {
      return ErrorCause(
        "schedule", "\(made), and scheduler.step() was called once more.",
        fix: "call scheduler.step() as often as the schedule counts on", restarts: true)
    }
    func batches(_ rows: Int) -> Int { (rows + batch - 1) / batch }
    return ErrorCause(
      "schedule",
      "\(made), \(batches(known)) an epoch. X_train has \(now) rows where the data set has \(known), so an "
        + "epoch now takes \(batches(now)), and this is one too many.",
      fix: "train on the training rows alone", restarts: true)
  }

  // MARK: - Words

  /// What a loss was given first and second.
  private static func pair(_ call: RaisedCall?) -> (RaisedCall.Operand, RaisedCall.Operand)? {
    guard let operands = call?.operands, operands.count > 1, operands[0].tensor != nil,
      operands[1].tensor != nil
    else { return nil }
    return (operands[0], operands[1])
  }

  /// What a person calls the function.
  private static func name(_ call: RaisedCall?) -> String {
    (call?.function as? LossObject)?.kind ?? call?.callee ?? "The call"
  }

  /// `'y_train.float()' is torch.float32 [32]`
  private static func facts(_ operand: RaisedCall.Operand, short: Bool = false) -> String {
    guard let tensor = operand.tensor else { return "'\(operand.text)'" }
    let kind = "\(tensor.dtype) \(tensor.shape)"
    return short ? "'\(operand.text)', \(kind)" : "'\(operand.text)' is \(kind)"
  }
}
