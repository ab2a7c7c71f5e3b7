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
    var lines = ["model.train()"]
    if let batchSize {
      lines += [
        "seen, train_loss, train_acc = 0, 0.0, 0.0", "order = torch.randperm(len(X_train))",
        "for rows in order.split(\(batchSize)):",
      ]
      lines += (["X_batch, y_batch = X_train[rows], y_train[rows]"] + step("X_batch", "y_batch"))
        .map { "    " + $0 }
      if schedulesBatches, let schedule { lines.append("    " + schedule) }
      // What the log shows is the mean over the batches, weighed by their size.
      lines += [
        "    seen += len(rows)",
        "    train_loss += (loss.item() - train_loss) * (len(rows) / seen)",
        "    train_acc += (accuracy(train_logits, y_batch).item() - train_acc) * (len(rows) / seen)",
      ]
    } else {
      lines += step("X_train", "y_train")
    }
    lines += [
      "model.eval()", "with torch.inference_mode():", "    test_logits = model(X_test)",
      "    test_loss = loss_fn(test_logits, y_test)",
      "    test_acc = accuracy(test_logits, y_test)",
    ]
    if let schedule, !schedulesBatches { lines.append(schedule) }
    guard let patience else { return LoopText(loop: lines.joined(separator: "\n")) }
    lines += [
      "waited = 0 if test_loss < best else waited + 1", "best = min(best, test_loss)",
      "if waited >= \(patience): break",
    ]
    return LoopText(setup: "best, waited = math.inf, 0", loop: lines.joined(separator: "\n"))
  }

  /// One step of the optimiser on some rows.
  private func step(_ x: String, _ y: String) -> [String] {
    var lines = ["train_logits = model(\(x))", "loss = loss_fn(train_logits, \(y))"]
    if batchSize == nil { lines.append("train_acc = accuracy(train_logits, \(y))") }
    lines += ["optimizer.zero_grad()", "loss.backward()"]
    if let gradientClip {
      lines.append(
        "nn.utils.clip_grad_norm_(model.parameters(), \(pythonNumber(gradientClip)))")
    }
    return lines + ["optimizer.step()"]
  }
}
