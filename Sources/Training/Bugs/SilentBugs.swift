import Autograd
import NN

extension Bug {
  private static let needsModalLayer: @Sendable (Experiment) -> String? = {
    $0.hasModalLayer ? nil : "needs a preset with dropout or batch norm"
  }

  private static let keepsRate: @Sendable (Experiment) -> String? = {
    $0.scheduler?.isPerBatch == true ? "the preset's schedule sets the rate at every step" : nil
  }

  /// Bugs that train wrongly without a word. One entry each.
  static let silent: [Bug] = [
    Bug(
      id: "fake_fix", title: "requires_grad_ on the loss itself",
      symptom: .detected("no_gradient"),
      explanation:
        "The error says that the loss does not require grad, so one switches it on. The error goes, "
        + "but the loss is a new leaf with nothing behind it: backward reaches no parameter.",
      fix: "give the loss the logits", excludes: onLossLine,
      hides: aroundStep.union([
        "detach", "item", "numpy", "frozen", "double_backward", "no_zero_grad", "huge_lr",
        "loss_accumulated",
      ]), unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .argmaxPredictions,
        .loss("loss_fn(train_preds, \(y.text).float())") {
          try $0.loss($0.value(.trainPreds), $0.value(y).to(.float32))
        },
        Statement(.extra, "loss.requires_grad_(True)", part: .forward) {
          try $0.value(.loss).requiresGrad(true)
        })
    },
    Bug(
      id: "softmax_twice", title: "softmax before CrossEntropyLoss",
      symptom: .detected("double_softmax"),
      explanation:
        "CrossEntropyLoss takes the softmax itself. Given probabilities, it squeezes them again: "
        + "the surest prediction still costs something, and the gradients are small.",
      fix: "give the loss the logits", excludes: onLossLine, unavailable: needsClasses
    ) { listing, experiment in
      let y = experiment.trainLabels
      listing.replace(
        .loss,
        with: .loss("loss_fn(torch.softmax(train_logits, dim=1), \(y.text))") {
          try $0.loss($0.value(.trainLogits).softmax(dim: 1), $0.value(y))
        })
    },
    Bug(
      id: "no_zero_grad", title: "gradients never cleared",
      symptom: .detected("gradients_not_cleared"),
      explanation:
        "backward() adds to the gradients that are there. Without zero_grad() each step follows the "
        + "sum of all gradients since the first epoch, and old ones outweigh the new.",
      fix: "call optimizer.zero_grad() before loss.backward()"
    ) { listing, _ in
      listing.remove(.zeroGrad)
    },
    Bug(
      id: "no_step", title: "optimizer.step() forgotten",
      symptom: .detected("no_parameter_changed"),
      explanation:
        "backward() computes gradients and changes no weight; that is the optimizer's part. Loss "
        + "and accuracy stay what they were, to the last digit.",
      fix: "call optimizer.step() after loss.backward()", hides: ["huge_lr"]
    ) { listing, _ in
      listing.remove(.step)
    },
    Bug(
      id: "wrong_parameters", title: "optimizer of another model",
      symptom: .detected("optimizer_of_others"),
      explanation:
        "The optimizer holds the tensors it was given. When the model is copied or built anew "
        + "afterwards, the optimizer goes on moving the old one's.",
      fix: "make the optimizer after the model, from the model's own parameters()",
      hides: ["huge_lr"]
    ) { listing, experiment in
      listing.addSetup(Statement(.extra, "import copy") { _ in })
      let copies = "copy.deepcopy(model).parameters()"
      listing.addSetup(
        Statement(.extra, "optimizer = \(experiment.optimizer.python(copies))") { state in
          let parameters = try state.model.parameters.map {
            try $0.snapshot().requiresGrad($0.requiresGrad)
          }
          state.optimizer = try state.experiment.optimizer.make(parameters)
        })
    },
    Bug(
      id: "huge_lr", title: "learning rate tenfold each epoch",
      symptom: .detected("loss_not_a_number"),
      explanation:
        "A factor of 10 where 0.1 was meant. Steps overshoot further and further, until a product "
        + "is larger than a float can hold; from then on every number is NaN.",
      fix: "multiply by 0.1, and begin again: a NaN does not heal",
      unavailable: keepsRate
    ) { listing, _ in
      listing.prepend(
        Statement(.extra, "for g in optimizer.param_groups: g[\"lr\"] = min(10 * g[\"lr\"], 3e38)")
        {
          $0.optimizer.learningRate = min(10 * $0.optimizer.learningRate, Self.largestRate)
        })
    },
    Bug(
      id: "eval_forgotten", title: "model.eval() forgotten",
      symptom: .detected("evaluated_in_train_mode"),
      explanation:
        "Dropout goes on striking out units and batch norm goes on measuring batches while the "
        + "model is tested. no_grad and inference_mode do not change that.",
      fix: "call model.eval() before the test pass", hides: ["train_forgotten"],
      unavailable: needsModalLayer
    ) { listing, _ in
      listing.remove(.evalMode)
    },
    Bug(
      id: "train_forgotten", title: "model.train() forgotten",
      symptom: .detected("trained_in_eval_mode"),
      explanation:
        "model.eval() stays on until it is taken back. From the second epoch on the model trains "
        + "without its dropout, with the running statistics of its batch norm.",
      fix: "call model.train() at the start of each epoch", unavailable: needsModalLayer
    ) { listing, _ in
      listing.remove(.trainMode)
    },
    Bug(
      id: "shuffled_labels", title: "labels shuffled without their rows",
      symptom: .detected("labels_moved"),
      explanation:
        "Rows and labels must be permuted together. Apart, every row gets somebody else's label, "
        + "and the model learns at best how often each class occurs.",
      fix: "order = torch.randperm(len(X_train)), then X_train[order] and y_train[order]"
    ) { listing, _ in
      listing.prepend(
        .assign(.extra, .yTrain, "y_train[torch.randperm(len(y_train))]") {
          let labels = try $0.value(.yTrain)
          let order = try Tensor.randperm(labels.shape.first ?? 0, generator: &$0.generator)
          return try labels.indexSelect(dim: 0, order)
        })
    },
    Bug(
      id: "test_leak", title: "test rows among the training rows",
      symptom: .detected("test_rows_in_training"),
      explanation:
        "Trained on its own test, a model looks better than it is: the test loss falls with the "
        + "training loss and no longer says anything about new data.",
      fix: "split once, before anything else, and train on the training rows alone",
      hides: ["inference_tensor"]
    ) { listing, _ in
      listing.addSetup(
        Statement(.extra, "X_train = torch.cat([X_train, X_test])") {
          $0[.xTrain] = try Tensor.cat([$0.value(.xTrain), $0.value(.xTest)])
        })
      listing.addSetup(
        Statement(.extra, "y_train = torch.cat([y_train, y_test])") {
          $0[.yTrain] = try Tensor.cat([$0.value(.yTrain), $0.value(.yTest)])
        })
    },
    Bug(
      id: "loss_accumulated", title: "losses added up with their graphs",
      symptom: .detected("graph_grows"),
      explanation:
        "Each loss holds the graph that made it. A running sum of losses, meant for the log, holds "
        + "the graphs of all epochs, and memory grows until the process is ended.",
      fix: "total_loss += loss.item()"
    ) { listing, _ in
      listing.addSetup(
        Statement(.extra, "total_loss = torch.zeros(())") { $0[.totalLoss] = Tensor(0.0) })
      listing.insert(
        after: .loss,
        .assign(.extra, .totalLoss, "total_loss + loss") { state in
          let sum = try state.value(.totalLoss).add(state.value(.loss))
          // Here the lesson ends before the memory does: what is older is let go.
          return state.epoch > 0 && state.epoch % Self.graphsKept == 0 ? sum.detach() : sum
        })
    },
  ]

  /// The largest rate of `huge_lr`. Past what a float32 holds, `optimizer.step()` raises, and the
  /// bug would say something after all.
  private static let largestRate = 3e38

  /// Epochs whose graphs `loss_accumulated` keeps at most: some ten megabytes.
  private static let graphsKept = 5_000
}

extension Experiment {
  /// Whether a layer acts differently in training.
  var hasModalLayer: Bool {
    var shape = data.inputShape
    return layers.map { $0.python(&shape) }.contains {
      $0.hasPrefix("nn.Dropout") || $0.hasPrefix("nn.BatchNorm")
    }
  }
}
