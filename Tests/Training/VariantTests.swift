import Autograd
import Loop
import Run
import Testing

@testable import Training

/// A way of losing the gradient that no bug's file knows.
struct Variant: Sendable, CustomTestStringConvertible {
  let name: String
  /// How the cut must be called, and the line it must be found on.
  let kind: GradientCut.Kind
  let line: String
  /// Layers at a parameter of which the way to the cut must begin.
  var layers = [0, 2, 4]
  let edits: [LoopEdit]

  var testDescription: String { name }

  /// Predictions that stand between logits and loss.
  static func predictions(_ kind: GradientCut.Kind, _ code: String) -> Variant {
    let line = "train_preds = \(code)"
    return Variant(
      name: code, kind: kind, line: line,
      edits: [.replace("loss", with: "\(line)\nloss = train_preds.float().mean()")])
  }

  /// A line that takes the place of the loss.
  static func loss(_ kind: GradientCut.Kind, _ code: String) -> Variant {
    Variant(
      name: code, kind: kind, line: "loss = \(code)",
      edits: [.replace("loss", with: "loss = \(code)")])
  }

  /// Lines in the place of the forward pass.
  static func forward(
    _ name: String, _ kind: GradientCut.Kind, _ line: String, layers: [Int], _ lines: String...
  ) -> Variant {
    Variant(
      name: name, kind: kind, line: line, layers: layers,
      edits: [.replace("train_logits", with: lines.joined(separator: "\n"))])
  }

  static func freeze(_ count: Int) -> LoopEdit {
    .setup("for p in list(model.parameters())[:\(count)]: p.requires_grad_(False)")
  }

  static let raising: [Variant] = [
    // Another op before the loss.
    predictions(.nonDifferentiable, "train_logits > 0"),
    predictions(.nonDifferentiable, "train_logits <= 0.5"),
    predictions(.nonDifferentiable, "train_logits == train_logits.amax()"),
    predictions(.nonDifferentiable, "train_logits != 0"),
    predictions(.nonDifferentiable, "train_logits.argmin(dim=1)"),
    predictions(.nonDifferentiable, "train_logits.argsort(dim=1)"),
    predictions(.nonDifferentiable, "train_logits.topk(2, dim=1).indices"),
    predictions(.nonDifferentiable, "train_logits.max(dim=1).indices"),
    predictions(.nonDifferentiable, "nn.functional.one_hot(train_logits.argmax(dim=1), 3)"),
    predictions(.nonDifferentiable, "torch.isfinite(train_logits)"),
    predictions(.nonDifferentiable, "torch.softmax(train_logits, dim=1) > 0.5"),
    predictions(.nonDifferentiable, "(train_logits > 0).float().round()"),
    predictions(.integerCast, "train_logits.int()"),
    predictions(.integerCast, "train_logits.round().long()"),
    predictions(.integerCast, "train_logits.bool()"),
    predictions(.detach, "train_logits.detach().exp()"),
    predictions(.detach, "train_logits.clone().detach().clone()"),
    // Another loss.
    loss(.nonDifferentiable, "1 - accuracy(train_logits, y_train)"),
    loss(.nonDifferentiable, "(train_logits.argmax(dim=1) != y_train).float().mean()"),
    loss(.detach, "loss_fn(train_logits, y_train).detach()"),
    loss(.integerCast, "loss_fn(train_logits, y_train).long().float()"),
    loss(.rebuiltFromNumber, "torch.tensor(loss_fn(train_logits, y_train).item())"),
    loss(.rebuiltFromArray, "torch.tensor(train_logits.detach().numpy()).mean()"),
    // Two cuts in a row: the first is the one.
    predictions(.nonDifferentiable, "train_logits.argmax(dim=1).detach()"),
    predictions(.detach, "train_logits.detach().argmax(dim=1)"),
    predictions(.integerCast, "(train_logits.long() > 0)"),
    // Inside the model.
    forward(
      "detached between two layers, the rest under no_grad", .noGrad,
      "train_logits = model[2:](hidden)", layers: [2, 4], "hidden = model[:2](X_train).detach()",
      "with torch.no_grad():", "    train_logits = model[2:](hidden)"),
    forward(
      "the first layers under no_grad, then a cut", .noGrad, "hidden = model[:5](X_train)",
      layers: [0, 2, 4], "with torch.no_grad():", "    hidden = model[:5](X_train)",
      "train_logits = model[5:](hidden)"),
    forward(
      "the model under inference_mode, the loss outside", .inferenceMode,
      "train_logits = model(X_train)", layers: [0, 2, 4], "with torch.inference_mode():",
      "    train_logits = model(X_train)"),
    Variant(
      name: "some parameters frozen, then argmax", kind: .nonDifferentiable,
      line: "train_preds = train_logits.argmax(dim=1)",
      edits: predictions(.nonDifferentiable, "train_logits.argmax(dim=1)").edits + [freeze(1)]),
    Variant(
      name: "all frozen, and no_grad too", kind: .frozen,
      line: "for p in list(model.parameters())[:6]",
      edits: [
        .wrap(from: "train_logits", to: "loss", in: "with torch.no_grad():"), freeze(6),
      ]),
    Variant(
      name: "the forward pass alone under no_grad", kind: .noGrad,
      line: "train_logits = model(X_train)",
      edits: [.wrap(from: "train_logits", to: "train_logits", in: "with torch.no_grad():")]),
    Variant(
      name: "the loss alone under no_grad", kind: .noGrad,
      line: "loss = loss_fn(train_logits, y_train)",
      edits: [.wrap(from: "loss", to: "loss", in: "with torch.no_grad():")]),
    // Ways that are no line of the healthy loop's.
    forward(
      "a function of one's own", .detach, "def logits(x): return model(x).detach()",
      layers: [0, 2, 4], "def logits(x): return model(x).detach()",
      "train_logits = logits(X_train)"),
    forward(
      "the grad mode left off", .noGrad, "train_logits = model(X_train)", layers: [0, 2, 4],
      "torch.set_grad_enabled(False)", "train_logits = model(X_train)"),
    loss(.rebuiltFromArray, "torch.tensor(train_logits.tolist()).mean()"),
  ]
}

/// A cut that leaves some parameters learning: nothing is raised.
struct HalfCut: Sendable, CustomTestStringConvertible {
  let name: String
  let withoutGradient: [String]
  let gradient: ParameterStatistics.Gradient
  let lines: [String]

  var testDescription: String { name }

  private static let layer = ["0.weight", "0.bias"]
  private static let two = ["0.weight", "0.bias", "2.weight", "2.bias"]

  /// `model[:count](X_train)` with something behind it, and the rest of the model.
  private static func between(
    _ name: String, _ withoutGradient: [String], _ gradient: ParameterStatistics.Gradient,
    _ count: Int, _ more: String
  ) -> HalfCut {
    HalfCut(
      name: name, withoutGradient: withoutGradient, gradient: gradient,
      lines: [
        "hidden = model[:\(count)](X_train)", "hidden = \(more)",
        "train_logits = model[\((count + 1) / 2 * 2):](hidden)",
      ])
  }

  static let all: [HalfCut] = [
    between("detach in the middle", layer, .none, 2, "hidden.detach()"),
    between("detach after the second layer", two, .none, 4, "hidden.detach()"),
    HalfCut(
      name: "no_grad around the first layer", withoutGradient: layer, gradient: .none,
      lines: [
        "with torch.no_grad():", "    hidden = model[:2](X_train)",
        "train_logits = model[2:](hidden)",
      ]),
    between("a comparison as an activation", layer, .none, 1, "(hidden > 0).float()"),
    between("sign as an activation", layer, .zero, 1, "hidden.sign()"),
    between("round between the layers", two, .zero, 4, "hidden.round()"),
    between("floor between the layers", layer, .zero, 2, "hidden.floor()"),
    between("integers between the layers", layer, .none, 2, "hidden.long().float()"),
    between(
      "rebuilt between the layers", layer, .none, 2, "torch.from_numpy(hidden.detach().numpy())"),
  ]
}

@Suite struct VariantTests {
  private static func run(_ edits: [LoopEdit]) throws
    -> (all: [TrainingEvent], listing: Listing)
  {
    let bug = Training.Bug(
      id: "variant", title: "", symptom: nil, explanation: "", fix: "", edits: edits)
    let catalogue = Catalogue([bug])
    let experiment = try TrainerTests.experiment("spiral", epochs: 12)
    #expect(catalogue.conflict("variant", with: [], in: experiment) == nil)
    var options = Trainer.Options(catalogue: catalogue)
    options.bugs = [BugSwitch(id: "variant", isOn: true, epoch: 0)]
    options.watchesSymptoms = true
    let trainer = Trainer(experiment, options: options)
    var all: [TrainingEvent] = []
    while case let next = trainer.takeEvents(waiting: nil), !next.isEmpty { all += next }
    return (all, catalogue.listing(["variant"], of: experiment))
  }

  @Test(arguments: Variant.raising)
  func theCutThatIsNamedIsTheTrueOne(_ variant: Variant) throws {
    let (all, listing) = try Self.run(variant.edits)
    let report = try #require(all.failures.first)
    #expect(
      report.message == "element 0 of tensors does not require grad and does not have a grad_fn")
    #expect(report.code == "loss.backward()")
    let diagnosis = try #require(report.diagnosis)
    #expect(diagnosis.kind == variant.kind.rawValue)
    let line = listing.code(ofLine: diagnosis.line ?? 0)
    #expect(line.hasPrefix(variant.line), "\(line)")
    #expect(diagnosis.chain.filter(\.isCut).count == 1)
    let start = diagnosis.chain.first?.text ?? ""
    #expect(variant.layers.contains { start.hasPrefix("\($0).") }, "\(diagnosis.chain)")
    #expect(diagnosis.withoutGradient.count == 6)
  }

  @Test(arguments: HalfCut.all)
  func parametersBehindAHalfCutAreFoundWithoutGradient(_ variant: HalfCut) throws {
    let (all, _) = try Self.run([
      .replace("train_logits", with: variant.lines.joined(separator: "\n"))
    ])
    #expect(all.failures.isEmpty)
    let id = variant.gradient == .zero ? "zero_gradients" : "parameters_without_gradient"
    let symptom = try #require(all.symptoms.first { $0.id == id })
    if variant.gradient == .zero {
      let code = try #require(symptom.line.map { _ in symptom.code })
      #expect(variant.lines.contains(code), "\(symptom.text)")
      #expect(symptom.text.contains("has a derivative of zero everywhere"))
    }
    #expect(symptom.text.hasPrefix("\(variant.withoutGradient.count) of 6 parameters"))
    let withoutGradient = symptom.parameters.filter { $0.gradient == variant.gradient }
    #expect(withoutGradient.map(\.name) == variant.withoutGradient)
    #expect(symptom.parameters.filter { $0.gradient == .finite }.count == 6 - withoutGradient.count)
  }

  /// Freezing a part on purpose takes no gradient from anybody, and is no symptom.
  @Test func aFrozenPartIsNoSymptom() throws {
    let (all, _) = try Self.run([Variant.freeze(2)])
    #expect(all.failures.isEmpty)
    #expect(all.symptoms.isEmpty, "\(all.symptoms)")
  }
}
