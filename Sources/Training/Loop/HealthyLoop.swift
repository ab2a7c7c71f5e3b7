import Autograd
import NN

extension Listing {
  /// The corrected training loop of an experiment.
  public static func healthy(_ experiment: Experiment) -> Listing {
    let isBatched = experiment.batchSize != nil
    let (x, y): (Name, Name) = isBatched ? (.xBatch, .yBatch) : (.xTrain, .yTrain)
    var step: [Statement] = [
      .assign(
        .forward, .trainLogits, "model(\(x.text))", of: x, part: .forward, Statement.applyModel),
      .assign(
        .loss, .loss, "loss_fn(train_logits, \(y.text))", of: .trainLogits, y, part: .forward,
        Statement.applyLoss),
      .assign(
        .accuracy, .trainAccuracy, "accuracy(train_logits, \(y.text))", of: .trainLogits, y,
        Statement.countHits),
      Statement(.zeroGrad, "optimizer.zero_grad()", part: .step) {
        $0.optimizer.zeroGrad()
      },
      Statement(.backward, "loss.backward()", part: .backward) {
        try $0.value(.loss).backward()
      },
    ]
    if let clip = experiment.gradientClip {
      step.append(
        Statement(
          .clip, "nn.utils.clip_grad_norm_(model.parameters(), \(pythonNumber(clip)))", part: .step
        ) { try clipGradNorm($0.model.parameters, maxNorm: clip) })
    }
    step.append(
      Statement(.step, "optimizer.step()", part: .step) { try $0.optimizer.step() })
    let schedules = Statement.schedule(experiment)
    let isPerBatch = isBatched && experiment.scheduler?.isPerBatch == true
    if isPerBatch { step += schedules }

    var body = [Statement(.trainMode, "model.train()") { $0.model.train() }]
    if let size = experiment.batchSize {
      body += [
        .assign(.order, .order, "torch.randperm(len(X_train))") {
          try Tensor.randperm($0.value(.xTrain).shape.first ?? 0, generator: &$0.generator)
        },
        Statement(.batches, eachBatch: "for rows in order.split(\(size)):", [.takeBatch] + step),
      ]
    } else {
      body += step
    }
    body += [
      Statement(.evalMode, "model.eval()") { $0.model.eval() },
      Statement(
        .evaluation, scope: .inferenceMode,
        [
          .assign(
            .testForward, .testLogits, "model(X_test)", of: .xTest, part: .evaluation,
            Statement.applyModel),
          .assign(
            .testLoss, .testLoss, "loss_fn(test_logits, y_test)", of: .testLogits, .yTest,
            part: .evaluation, Statement.applyLoss),
          .assign(
            .testAccuracy, .testAccuracy, "accuracy(test_logits, y_test)", of: .testLogits, .yTest,
            part: .evaluation, Statement.countHits),
        ]),
    ]
    if !isPerBatch { body += schedules }
    if let patience = experiment.patience { body += Statement.stopEarly(patience) }
    return Listing(body)
  }
}

extension Statement {
  // What training and evaluation both do. Written twice, the compiler would make one function of
  // the two and call it by way of another.
  fileprivate static let applyModel: Value = { state, x, _ in try state.model(x) }
  fileprivate static let applyLoss: Value = { try $0.loss($1, $2) }
  fileprivate static let countHits: Value = { try $0.experiment.accuracy($1, $2) }

  /// `name = expression`
  public static func assign(
    _ key: Key, _ name: Name, _ expression: String, part: Part = .other,
    _ value: @escaping @Sendable (LoopState) throws -> Tensor
  ) -> Statement {
    Statement(key, "\(name.text) = \(expression)", part: part, result: name) {
      $0.bind(name, try value($0))
    }
  }

  /// `name = expression`, of what one or two names hold: the quickest form of a line.
  fileprivate static func assign(
    _ key: Key, _ name: Name, _ expression: String, of first: Name, _ second: Name? = nil,
    part: Part = .other, _ value: @escaping Value
  ) -> Statement {
    Statement(
      key, "\(name.text) = \(expression)", part: part, result: name,
      action: .assign(name, of: first, second ?? first, value))
  }

  /// `loss = expression`
  static func loss(_ expression: String, _ value: @escaping @Sendable (LoopState) throws -> Tensor)
    -> Statement
  {
    .assign(.loss, .loss, expression, part: .forward, value)
  }

  /// The line that changes the learning rate, when the preset has one.
  fileprivate static func schedule(_ experiment: Experiment) -> [Statement] {
    guard let scheduler = experiment.scheduler else { return [] }
    if scheduler.takesLoss {
      return [
        Statement(.schedule, "scheduler.step(test_loss)", part: .step) {
          try $0.scheduler?.step(metric: $0.value(.testLoss).item())
        }
      ]
    }
    return [
      Statement(.schedule, "scheduler.step()", part: .step) { try $0.scheduler?.step() }
    ]
  }

  /// Leaves the loop after `patience` epochs without a better test loss.
  fileprivate static func stopEarly(_ patience: Int) -> [Statement] {
    [
      Statement(.patience, "waited = 0 if test_loss < best else waited + 1") {
        $0.waited = try $0.value(.testLoss).item() < $0.best ? 0 : $0.waited + 1
      },
      Statement(.patience, "best = min(best, test_loss)") {
        let loss = try $0.value(.testLoss).item()
        if loss < $0.best { $0.best = loss }
      },
      Statement(.leave, "if waited >= \(patience): break") { $0.hasLeft = $0.waited >= patience },
    ]
  }

  static let takeBatch = Statement(
    .batch, "X_batch, y_batch = X_train[rows], y_train[rows]", result: .xBatch
  ) {
    let rows = try $0.value(.rows)
    $0[.xBatch] = try $0.value(.xTrain).indexSelect(dim: 0, rows)
    $0[.yBatch] = try $0.value(.yTrain).indexSelect(dim: 0, rows)
  }
}
