import Autograd
import NN
import Testing

@testable import Training

/// A way of losing the gradient that the catalogue does not know.
struct Variant: Sendable, CustomTestStringConvertible {
  let name: String
  /// How the cut must be called, and the line it must be found on.
  let kind: GradientCut.Kind
  let line: String
  /// Layers at a parameter of which the way to the cut must begin.
  var layers = [0, 2, 4]
  let edit: @Sendable (inout Listing) -> Void

  var testDescription: String { name }

  /// Predictions that stand between logits and loss.
  static func predictions(
    _ kind: GradientCut.Kind, _ code: String, _ value: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> Variant {
    Variant(name: code, kind: kind, line: "train_preds = \(code)") { listing in
      listing.replace(
        .loss,
        with: .assign(.extra, .trainPreds, code, part: .forward) {
          try value($0.value(.trainLogits))
        },
        .assign(.loss, .loss, "train_preds.float().mean()", part: .forward) {
          try $0.value(.trainPreds).to(.float32).mean()
        })
    }
  }

  /// A line that takes the place of the loss.
  static func loss(
    _ kind: GradientCut.Kind, _ code: String,
    _ value: @escaping @Sendable (LoopState) throws -> Tensor
  ) -> Variant {
    Variant(name: code, kind: kind, line: "loss = \(code)") { listing in
      listing.replace(.loss, with: .assign(.loss, .loss, code, part: .forward, value))
    }
  }

  /// Lines in the place of the forward pass; the first is the one that cuts.
  static func forward(
    _ name: String, _ kind: GradientCut.Kind, _ line: String, layers: [Int],
    _ lines: Statement...
  ) -> Variant {
    Variant(name: name, kind: kind, line: line, layers: layers) { listing in
      listing.insert(before: .forward, lines[0])
      for statement in lines.dropFirst() { listing.insert(before: .forward, statement) }
      listing.remove(.forward)
    }
  }

  static let hidden = Name.extra(0, "hidden")

  /// `hidden = model[:count](X_train)`, and what is done with it on the same line.
  static func first(
    _ count: Int, _ more: String = "",
    _ change: @escaping @Sendable (Tensor) throws -> Tensor = { $0 }
  ) -> Statement {
    .assign(.extra, hidden, "model[:\(count)](X_train)\(more)", part: .forward) { state in
      var value = try state.value(.xTrain)
      for module in state.model.modules.prefix(count) { value = try module(value) }
      return try change(value)
    }
  }

  /// `train_logits = model[count:](hidden)`
  static func rest(_ count: Int) -> Statement {
    .assign(.extra, .trainLogits, "model[\(count):](hidden)", part: .forward) { state in
      var value = try state.value(hidden)
      for module in state.model.modules.dropFirst(count) { value = try module(value) }
      return value
    }
  }

  static let raising: [Variant] = [
    // Another op before the loss.
    predictions(.nonDifferentiable, "train_logits > 0") { try $0.gt(0) },
    predictions(.nonDifferentiable, "train_logits <= 0.5") { try $0.le(0.5) },
    predictions(.nonDifferentiable, "train_logits == train_logits.amax()") { try $0.eq($0.amax()) },
    predictions(.nonDifferentiable, "train_logits != 0") { try $0.ne(0) },
    predictions(.nonDifferentiable, "train_logits.argmin(dim=1)") { try $0.argmin(dim: 1) },
    predictions(.nonDifferentiable, "train_logits.argsort(dim=1)") { try $0.argsort(dim: 1) },
    predictions(.nonDifferentiable, "train_logits.topk(2, dim=1).indices") {
      try $0.topk(2, dim: 1).indices
    },
    predictions(.nonDifferentiable, "train_logits.max(dim=1).indices") {
      try $0.max(dim: 1).indices
    },
    predictions(.nonDifferentiable, "nn.functional.one_hot(train_logits.argmax(dim=1), 3)") {
      try $0.argmax(dim: 1).oneHot(classes: 3)
    },
    predictions(.nonDifferentiable, "torch.isfinite(train_logits)") { try $0.isfinite() },
    predictions(.nonDifferentiable, "torch.softmax(train_logits, dim=1) > 0.5") {
      try $0.softmax(dim: 1).gt(0.5)
    },
    predictions(.nonDifferentiable, "(train_logits > 0).float().round()") {
      try $0.gt(0).to(.float32).round()
    },
    predictions(.integerCast, "train_logits.int()") { try $0.to(.int32) },
    predictions(.integerCast, "train_logits.round().long()") { try $0.round().to(.int64) },
    predictions(.integerCast, "train_logits.bool()") { try $0.to(.bool) },
    predictions(.detach, "train_logits.detach().exp()") { try $0.detach().exp() },
    predictions(.detach, "train_logits.clone().detach().clone()") {
      try $0.clone().detach().clone()
    },
    // Another loss.
    loss(.nonDifferentiable, "1 - accuracy(train_logits, y_train)") {
      try Tensor(1.0).sub($0.experiment.accuracy($0.value(.trainLogits), $0.value(.yTrain)))
    },
    loss(.nonDifferentiable, "(train_logits.argmax(dim=1) != y_train).float().mean()") {
      try $0.value(.trainLogits).argmax(dim: 1).ne($0.value(.yTrain)).to(.float32).mean()
    },
    loss(.detach, "loss_fn(train_logits, y_train).detach()") {
      try $0.loss($0.value(.trainLogits), $0.value(.yTrain)).detach()
    },
    loss(.integerCast, "loss_fn(train_logits, y_train).long().float()") {
      try $0.loss($0.value(.trainLogits), $0.value(.yTrain)).to(.int64).to(.float32)
    },
    loss(.rebuiltFromNumber, "torch.tensor(loss_fn(train_logits, y_train).item())") {
      Tensor(.double(try $0.loss($0.value(.trainLogits), $0.value(.yTrain)).item()))
    },
    loss(.rebuiltFromArray, "torch.tensor(train_logits.detach().numpy()).mean()") {
      let logits = try $0.value(.trainLogits)
      return try Tensor(logits.detach().toArray(Float.self), shape: logits.shape).mean()
    },
    // Two cuts in a row: the first is the one.
    predictions(.nonDifferentiable, "train_logits.argmax(dim=1).detach()") {
      try $0.argmax(dim: 1).detach()
    },
    predictions(.detach, "train_logits.detach().argmax(dim=1)") {
      try $0.detach().argmax(dim: 1)
    },
    predictions(.integerCast, "(train_logits.long() > 0)") { try $0.to(.int64).gt(0) },
    // Inside the model.
    forward(
      "detached between two layers, the rest under no_grad", .noGrad,
      "train_logits = model[2:](hidden)", layers: [2, 4],
      first(2, ".detach()") { $0.detach() },
      Statement(.extra, scope: .noGrad, [rest(2)])),
    forward(
      "the first layers under no_grad, then a cut", .noGrad, "hidden = model[:5](X_train)",
      layers: [0, 2, 4], Statement(.extra, scope: .noGrad, [first(5)]),
      rest(5)),
    forward(
      "the model under inference_mode, the loss outside", .inferenceMode,
      "train_logits = model[0:](hidden)", layers: [0, 2, 4],
      Statement(.extra, scope: .inferenceMode, [first(0), rest(0)])),
    Variant(
      name: "some parameters frozen, then argmax", kind: .nonDifferentiable,
      line: "train_preds = train_logits.argmax(dim=1)", layers: [0, 2, 4]
    ) { listing in
      predictions(.nonDifferentiable, "train_logits.argmax(dim=1)") { try $0.argmax(dim: 1) }
        .edit(&listing)
      listing.addSetup(freeze(1))
    },
    Variant(
      name: "all frozen, and no_grad too", kind: .frozen,
      line: "for p in list(model.parameters())[:6]"
    ) { listing in
      listing.wrap(.forward, through: .loss, in: .noGrad)
      listing.addSetup(freeze(6))
    },
    Variant(
      name: "the forward pass alone under no_grad", kind: .noGrad,
      line: "train_logits = model(X_train)"
    ) { $0.wrap(.forward, through: .forward, in: .noGrad) },
    Variant(
      name: "the loss alone under no_grad", kind: .noGrad,
      line: "loss = loss_fn(train_logits, y_train)"
    ) { $0.wrap(.loss, through: .loss, in: .noGrad) },
  ]

  static func freeze(_ count: Int) -> Statement {
    Statement(.extra, "for p in list(model.parameters())[:\(count)]: p.requires_grad_(False)") {
      for parameter in $0.model.parameters.prefix(count) { try parameter.requiresGrad(false) }
    }
  }
}

/// A cut that leaves some parameters learning: nothing is raised.
struct HalfCut: Sendable, CustomTestStringConvertible {
  let name: String
  let withoutGradient: [String]
  let gradient: ParameterStatistics.Gradient
  let edit: @Sendable (inout Listing) -> Void

  var testDescription: String { name }

  private static func between(
    _ name: String, _ withoutGradient: [String], _ gradient: ParameterStatistics.Gradient,
    _ lines: Statement...
  ) -> HalfCut {
    HalfCut(name: name, withoutGradient: withoutGradient, gradient: gradient) { listing in
      for line in lines { listing.insert(before: .forward, line) }
      listing.remove(.forward)
    }
  }

  private static let layer = ["0.weight", "0.bias"]
  private static let two = ["0.weight", "0.bias", "2.weight", "2.bias"]

  static let all: [HalfCut] = [
    between(
      "detach in the middle", layer, .none, Variant.first(2, ".detach()") { $0.detach() },
      Variant.rest(2)),
    between(
      "detach after the second layer", two, .none, Variant.first(4, ".detach()") { $0.detach() },
      Variant.rest(4)),
    between(
      "no_grad around the first layer", layer, .none,
      Statement(.extra, scope: .noGrad, [Variant.first(2)]), Variant.rest(2)),
    between(
      "a comparison as an activation", layer, .none,
      Variant.first(1, " > 0") { try $0.gt(0).to(.float32) }, Variant.rest(2)),
    between(
      "sign as an activation", layer, .zero, Variant.first(1, ".sign()") { try $0.sign() },
      Variant.rest(2)),
    between(
      "round between the layers", two, .zero, Variant.first(4, ".round()") { try $0.round() },
      Variant.rest(4)),
    between(
      "floor between the layers", layer, .zero, Variant.first(2, ".floor()") { try $0.floor() },
      Variant.rest(2)),
    between(
      "integers between the layers", layer, .none,
      Variant.first(2, ".long().float()") { try $0.to(.int64).to(.float32) }, Variant.rest(2)),
    between(
      "rebuilt between the layers", layer, .none,
      Variant.first(2, ".detach().numpy()") {
        try Tensor($0.detach().toArray(Float.self), shape: $0.shape)
      }, Variant.rest(2)),
  ]
}

@Suite struct VariantTests {
  private static func run(_ edit: @escaping @Sendable (inout Listing) -> Void) throws
    -> (all: [TrainingEvent], listing: Listing)
  {
    let bug = Training.Bug(
      id: "variant", title: "", symptom: Training.Bug.noGradient, explanation: "", fix: ""
    ) { listing, _ in edit(&listing) }
    let catalogue = Catalogue([bug])
    let experiment = try TrainerTests.experiment("spiral", epochs: 12)
    var options = Trainer.Options()
    options.bugs = [BugSwitch(id: "variant", isOn: true, epoch: 0)]
    options.watchesSymptoms = true
    let trainer = Trainer(experiment, options: options, catalogue: catalogue)
    var all: [TrainingEvent] = []
    while case let next = trainer.takeEvents(waiting: nil), !next.isEmpty { all += next }
    return (all, catalogue.listing(["variant"], of: experiment))
  }

  @Test(arguments: Variant.raising)
  func theCutThatIsNamedIsTheTrueOne(_ variant: Variant) throws {
    let (all, listing) = try Self.run(variant.edit)
    let report = try #require(all.failures.first)
    #expect(
      report.message == "element 0 of tensors does not require grad and does not have a grad_fn")
    #expect(report.code == "loss.backward()")
    let diagnosis = try #require(report.diagnosis)
    #expect(diagnosis.kind == variant.kind.rawValue)
    let line = listing.lines.first { $0.number == diagnosis.line }
    #expect(
      line?.statement.code.hasPrefix(variant.line) == true,
      "\(String(describing: line?.statement.code))")
    #expect(diagnosis.chain.filter(\.isCut).count == 1)
    let start = diagnosis.chain.first?.text ?? ""
    #expect(variant.layers.contains { start.hasPrefix("\($0).") }, "\(diagnosis.chain)")
    #expect(diagnosis.withoutGradient.count == 6)
  }

  @Test(arguments: HalfCut.all)
  func parametersBehindAHalfCutAreFoundStarved(_ variant: HalfCut) throws {
    let (all, _) = try Self.run(variant.edit)
    #expect(all.failures.isEmpty)
    let symptom = try #require(all.symptoms.first { $0.id == "parameters_without_gradient" })
    #expect(symptom.text.hasPrefix("\(variant.withoutGradient.count) of 6 parameters"))
    let withoutGradient = symptom.parameters.filter { $0.gradient == variant.gradient }
    #expect(withoutGradient.map(\.name) == variant.withoutGradient)
    #expect(symptom.parameters.filter { $0.gradient == .finite }.count == 6 - withoutGradient.count)
  }

  /// Freezing a part on purpose starves nobody, and is no symptom.
  @Test func aFrozenPartIsNoSymptom() throws {
    let (all, _) = try Self.run { $0.addSetup(Variant.freeze(2)) }
    #expect(all.failures.isEmpty)
    #expect(all.symptoms.isEmpty, "\(all.symptoms)")
  }
}
