import Autograd
import Loop
import Run
import Testing

@testable import Training

/// Loops of one's own have no bug's file: the fix is made from the cut, in the loop's own names, and
/// where it is an edit, `f` makes it.
@Suite struct CutFixTests {
  /// The line after the forward pass, and how to write it instead.
  @Test(arguments: [
    ("cost = loss_fn(out.detach(), y_train)", "cost = loss_fn(out, y_train)"),
    ("cost = loss_fn(out.data, y_train)", "cost = loss_fn(out, y_train)"),
    ("cost = out.long().float().mean()", "cost = out.float().mean()"),
    ("cost = loss_fn(out, y_train).detach()", "cost = loss_fn(out, y_train)"),
    (
      "cost = loss_fn(out, y_train); cost = torch.tensor(cost.item())",
      "cost = loss_fn(out, y_train); cost = cost"
    ),
    (
      "cost = out.argmax(dim=1).float().mean()",
      "compute the loss from out; take its argmax for the accuracy only"
    ),
    (
      "with torch.no_grad(): cost = loss_fn(out, y_train)",
      "cost = loss_fn(out, y_train)"
    ),
    (
      "with torch.inference_mode():\n    seen = epoch\n    cost = loss_fn(model(X_train), y_train)",
      "move lines 3 and 4 out of the `with torch.inference_mode():` of line 2"
    ),
    (
      "torch.set_grad_enabled(False)\ncost = loss_fn(model(X_train), y_train)",
      "add after line 2: torch.set_grad_enabled(True)"
    ),
    (
      "for p in model.parameters(): p.requires_grad_(False)\ncost = loss_fn(model(X_train), y_train)",
      "remove line 2: for p in model.parameters(): p.requires_grad_(False)"
    ),
  ])
  func theFixIsMadeFromTheCut(_ line: String, _ fix: String) throws {
    var experiment = try TrainerTests.experiment("seed", epochs: 3)
    experiment.loop = LoopText(loop: "out = model(X_train)\n\(line)\ncost.backward()")
    let report = try #require(events(experiment).failures.first)
    #expect(report.diagnosis?.line.map { $0 >= 2 } == true)
    #expect(report.diagnosis?.chain.last?.text == "cost")
    #expect(report.diagnosis?.fix == fix)
    let isEdit = report.diagnosis?.change != nil
    #expect(isEdit == !fix.hasPrefix("compute"))
    let fixed = events(experiment) { $0.fixesItself = true }
    #expect(fixed.last == .end(isEdit ? .finished : .failed), "\(fixed.failures)")
  }
}
