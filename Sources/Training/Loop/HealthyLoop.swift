import Loop

extension Experiment {
  /// The corrected training loop: the preset's own text, or one made from its fields.
  public var healthyLoop: LoopText { loop ?? madeLoop }

  private var madeLoop: LoopText {
    let isBatched = batchSize != nil
    let schedule = scheduler.map {
      $0.takesLoss ? "scheduler.step(test_loss)" : "scheduler.step()"
    }
    let schedulesBatches = isBatched && scheduler?.isPerBatch == true
    let isRegression = lossKind.isRegression
    var lines = ["model.train()"]
    if let batchSize {
      lines += [
        isRegression ? "seen, train_loss = 0, 0.0" : "seen, train_loss, train_acc = 0, 0.0, 0.0",
        "order = torch.randperm(len(X_train))", "for rows in order.split(\(batchSize)):",
      ]
      lines += (["X_batch, y_batch = X_train[rows], y_train[rows]"] + step("X_batch", "y_batch"))
        .map { "    " + $0 }
      if schedulesBatches, let schedule { lines.append("    " + schedule) }
      // What the log shows is the mean over the batches, weighed by their size.
      lines += [
        "    seen += len(rows)",
        "    train_loss += (loss.item() - train_loss) * (len(rows) / seen)",
        // Labels standardised by the training rows have the variance 1.
        isRegression
          ? "train_r2 = 1 - train_loss"
          : "    train_acc += (accuracy(train_logits, y_batch).item() - train_acc) * (len(rows) / seen)",
      ]
    } else {
      lines += step("X_train", "y_train")
    }
    lines += [
      "model.eval()", "with torch.inference_mode():", "    \(testOutput) = model(X_test)",
      "    test_loss = loss_fn(\(testOutput), y_test)",
    ]
    if isRegression {
      lines += [
        "    test_r2 = r2(test_preds, y_test)",
        "    log(\"test/mae\", mae(test_preds, y_test))",
        "    log(\"test/rmse\", rmse(test_preds, y_test))",
      ]
    } else {
      lines.append("    test_acc = accuracy(test_logits, y_test)")
    }
    if let schedule, !schedulesBatches { lines.append(schedule) }
    guard let patience else { return LoopText(loop: lines.joined(separator: "\n")) }
    lines += [
      "waited = 0 if test_loss < best else waited + 1", "best = min(best, test_loss)",
      "if waited >= \(patience): break",
    ]
    return LoopText(setup: "best, waited = math.inf, 0", loop: lines.joined(separator: "\n"))
  }

  /// What the loop calls the model's outputs; a quantity has no logits.
  var trainOutput: String { lossKind.isRegression ? "train_preds" : "train_logits" }
  var testOutput: String { lossKind.isRegression ? "test_preds" : "test_logits" }

  /// One step of the optimiser on some rows.
  private func step(_ x: String, _ y: String) -> [String] {
    var lines = ["\(trainOutput) = model(\(x))", "loss = loss_fn(\(trainOutput), \(y))"]
    if batchSize == nil {
      lines.append(
        lossKind.isRegression
          ? "train_r2 = r2(\(trainOutput), \(y))" : "train_acc = accuracy(\(trainOutput), \(y))")
    }
    lines += ["optimizer.zero_grad()", "loss.backward()"]
    if let gradientClip {
      lines.append(
        "nn.utils.clip_grad_norm_(model.parameters(), \(pythonNumber(gradientClip)))")
    }
    return lines + ["optimizer.step()"]
  }
}
