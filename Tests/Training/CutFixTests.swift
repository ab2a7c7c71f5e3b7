import Autograd
import Loop
import Run
import Testing

@testable import Training

/// Loops of one's own have no bug's file: the fix is made from the cut, in the loop's own names.
@Suite struct CutFixTests {
  /// The line after the forward pass, and how to write it instead.
  @Test(arguments: [
    ("cost = loss_fn(out.detach(), y_train)", "cost = loss_fn(out, y_train)"),
    ("cost = loss_fn(out.data, y_train)", "cost = loss_fn(out, y_train)"),
    ("cost = out.long().float().mean()", "cost = out.float().mean()"),
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
      "take line 2 out of the `with torch.no_grad():`: "
        + "with torch.no_grad(): cost = loss_fn(out, y_train)"
    ),
  ])
  func theFixIsMadeFromTheCut(_ line: String, _ fix: String) throws {
    var experiment = try TrainerTests.experiment("seed", epochs: 3)
    experiment.loop = LoopText(loop: "out = model(X_train)\n\(line)\ncost.backward()")
    let report = try #require(events(experiment).failures.first)
    #expect(report.diagnosis?.line == 2)
    #expect(report.diagnosis?.chain.last?.text == "cost")
    #expect(report.diagnosis?.fix == fix)
  }
}
