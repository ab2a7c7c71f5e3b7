/// What usually stands behind an error's message, for a program whose inside is not known.
public struct UsualCause: Sendable, Equatable {
  /// What was done, one sentence.
  public let text: String
  /// What to look for in the program, without a full stop.
  public let look: String

  init(_ text: String, look: String) {
    (self.text, self.look) = (text, look)
  }

  /// The causes of a message, the most frequent first; none for a message that is not known.
  public static func list(for type: String, _ message: String) -> [UsualCause] {
    table.first { entry in entry.words.contains { message.contains($0) } }?.causes
      ?? (type.hasSuffix("OutOfMemoryError") ? outOfMemory : [])
  }

  /// Words that a message has, and what is behind it; the first that fits counts.
  private struct Entry: Sendable {
    let words: [String]
    let causes: [UsualCause]

    init(_ words: String..., causes: [UsualCause]) {
      (self.words, self.causes) = (words, causes)
    }
  }

  private static let table: [Entry] = gradients + dtypes + shapes + devices
}

extension FailureReport {
  /// What usually stands behind the error, where nothing is known of this one.
  public var usualCauses: [UsualCause] {
    diagnosis == nil ? UsualCause.list(for: type, message) : []
  }
}

extension UsualCause {
  // MARK: - Graphs and gradients

  private static let gradients: [Entry] = [
    Entry(
      "does not require grad and does not have a grad_fn",
      causes: [
        UsualCause(
          "The loss was computed from predictions that were made hard first.",
          look: "argmax, round, >, or int() between the model and the loss: it wants the logits"),
        UsualCause(
          "The values were taken out of the graph and put into a new tensor.",
          look:
            ".detach(), .data, .item(), .numpy() or torch.tensor(…) around what the model returns"),
        UsualCause(
          "The forward pass ran with gradients switched off.",
          look:
            "torch.no_grad(), torch.inference_mode() or set_grad_enabled(False) above the line, also "
            + "as a decorator or left on by an evaluation before"),
        UsualCause(
          "Every parameter that the loss depends on is frozen.",
          look: "requires_grad = False or requires_grad_(False); with adapters or checkpointing, "
            + "inputs that require no grad (enable_input_require_grads)"),
      ]),
    Entry(
      "Trying to backward through the graph a second time",
      causes: [
        UsualCause(
          "Something that an earlier step computed is used in this one.",
          look:
            "a hidden state, a running loss or a cached output that is carried on without .detach()"
        ),
        UsualCause(
          "backward() is called twice on one loss, or on two that share a part.",
          look: "two backward() calls in a step: add the losses, or retain_graph=True for the first"
        ),
        UsualCause(
          "A tensor that has a graph is computed before the loop and used in every step.",
          look: "model(…), parameters or products of them above the loop"),
      ]),
    Entry(
      "modified by an inplace operation",
      causes: [
        UsualCause(
          "A result that an op had saved for its derivative was changed in place.",
          look: "+=, *=, x[…] = …, or a method whose name ends in _, on what the model computed; "
            + "nn.ReLU(inplace=True)"),
        UsualCause(
          "The optimizer stepped between the forward pass and the backward.",
          look:
            "step() of one optimizer before backward() of a second loss that used its parameters"),
      ]),
    Entry(
      "a leaf Variable that requires grad is being used in an in-place operation",
      "a view of a leaf Variable that requires grad is being used in an in-place operation",
      causes: [
        UsualCause(
          "A parameter is written to while gradients are recorded.",
          look:
            "param += …, param.data left out, or initialisation by hand: put it under torch.no_grad()"
        )
      ]),
    Entry(
      "Inference tensors cannot be saved for backward",
      "Inplace update to inference tensor outside InferenceMode",
      causes: [
        UsualCause(
          "A tensor made under torch.inference_mode() came into training.",
          look:
            "features, embeddings or a cache computed in evaluation: use torch.no_grad(), or .clone() it"
        )
      ]),
    Entry(
      "grad can be implicitly created only for scalar outputs",
      causes: [
        UsualCause(
          "The loss is a tensor of several numbers.",
          look:
            "reduction='none', or a loss by hand without .mean() or .sum(); several GPUs' losses "
            + "under DataParallel")
      ]),
    Entry(
      "One of the differentiated Tensors appears to not have been used in the graph",
      causes: [
        UsualCause(
          "autograd.grad was asked for something that the output does not depend on.",
          look: "a copy of the input that went into the model, or allow_unused=True")
      ]),
    Entry(
      "Expected to have finished reduction in the prior iteration",
      causes: [
        UsualCause(
          "Some parameters got no gradient in the step before.",
          look:
            "a branch or a layer that is made and not used, a detach(): or find_unused_parameters=True"
        ),
        UsualCause(
          "Part of the output is not in the loss.", look: "outputs that the loss leaves out"),
      ]),
    Entry(
      "Only Tensors of floating point and complex dtype can require gradients",
      "only Tensors of floating point dtype can require gradients",
      causes: [
        UsualCause(
          "requires_grad was set on whole numbers.",
          look:
            "a tensor made from ints: torch.tensor([1, 2]) is int64; write [1.0, 2.0] or dtype=torch.float32"
        )
      ]),
    Entry(
      "optimizer got an empty parameter list",
      causes: [
        UsualCause(
          "The model has no parameters where the optimizer is made.",
          look:
            "layers in a plain list or dict: use nn.ModuleList or nn.ModuleDict; layers made later; "
            + "model.parameters() used up before"),
        UsualCause("All of them were filtered out.", look: "filter(lambda p: p.requires_grad, …)"),
      ]),
    Entry(
      "returned nan values in its",
      causes: [
        UsualCause(
          "A derivative divided by zero, or took the root or the log of it.",
          look: "sqrt, log, norm, acos or x / x.norm() at zero: add a small number inside"),
        UsualCause(
          "Both sides of a torch.where are differentiated.",
          look: "where(x > 0, log(x), 0): keep x away from zero before the log"),
      ]),
    Entry(
      "Attempting to unscale FP16 gradients",
      causes: [
        UsualCause(
          "The weights themselves are float16.",
          look: "model.half() or torch_dtype=float16 together with GradScaler: keep float32 weights"
        )
      ]),
    Entry(
      "Tried to step",
      causes: [
        UsualCause(
          "scheduler.step() is called more often than the schedule was made for.",
          look:
            "step() both in the batch loop and after it, another number of epochs, rows or batch size "
            + "than total_steps or steps_per_epoch count on, or a run that was resumed")
      ]),
  ]

  // MARK: - Kinds of numbers

  private static let dtypes: [Entry] = [
    Entry(
      "Can't call numpy() on Tensor that requires grad",
      causes: [
        UsualCause(
          "An array was asked for of what has a graph.",
          look: ".detach().cpu().numpy() for plots and metrics; for the loss stay with tensors")
      ]),
    Entry(
      "expected target dtype to be Long or Byte", "expected scalar type Long but found",
      "Expected tensor for argument #1 'indices' to have one of the following scalar types",
      causes: [
        UsualCause(
          "Classes or indices came as floats.",
          look:
            "labels out of pandas or numpy, y.float(): cross entropy and embeddings take torch.long"
        )
      ]),
    Entry(
      "Expected floating point type for target with class probabilities",
      causes: [
        UsualCause(
          "The predictions have the labels' shape, so the labels are taken for probabilities.",
          look:
            "argmax, squeeze() or a last layer with one output before CrossEntropyLoss: it wants [N, classes]"
        ),
        UsualCause(
          "One-hot labels are whole numbers.", look: "F.one_hot(…) without .float()"),
      ]),
    Entry(
      "result type Float can't be cast", "Found dtype Long but expected Float",
      "Found dtype Double but expected Float",
      causes: [
        UsualCause(
          "Labels of a loss that computes with them are of another kind of number than the predictions.",
          look: "y.float() for BCE, BCEWithLogits and MSE; arrays of numpy are float64")
      ]),
    Entry(
      "mat1 and mat2 must have the same dtype", "expected m1 and m2 to have the same dtype",
      "expected scalar type Float but found", "expected scalar type Double but found",
      "expected scalar type Half but found", "and weight type",
      causes: [
        UsualCause(
          "The features are of another kind of number than the weights.",
          look:
            "torch.from_numpy of a float64 array, integer features, model.half(): x.float(), or "
            + "autocast around the forward pass")
      ]),
    Entry(
      "all elements of input should be between 0 and 1",
      causes: [
        UsualCause(
          "BCELoss was given logits.", look: "a missing sigmoid: BCEWithLogitsLoss takes it itself"),
        UsualCause("The predictions are NaN.", look: "torch.isnan(pred).any() before the loss"),
      ]),
  ]

  // MARK: - Shapes

  private static let shapes: [Entry] = [
    Entry(
      "mat1 and mat2 shapes cannot be multiplied", "size mismatch, m1",
      causes: [
        UsualCause(
          "A linear layer was made for another number of features than it is given.",
          look: "the second number of mat1: that is what in_features has to be"),
        UsualCause(
          "Images were not flattened, or the batch with them.",
          look: "x.flatten(1) before the first linear layer; x.view(-1) flattens the batch too"),
      ]),
    Entry(
      "0D or 1D target tensor expected", "multi-target not supported",
      causes: [
        UsualCause(
          "Labels come as a column, [N, 1].",
          look: "df[['label']], unsqueeze(1) or one-hot rows: y.squeeze(1), or y.argmax(1)")
      ]),
    Entry(
      "Expected input batch_size",
      causes: [
        UsualCause(
          "Rows of predictions and labels are not as many.",
          look:
            "view(-1, …) or reshape that moved the batch into another dimension; labels of another split"
        ),
        UsualCause(
          "The last, smaller batch meets a size that was written out.",
          look: "a batch size as a number in view or zeros: use x.size(0)"),
      ]),
    Entry(
      "must be the same as input size",
      causes: [
        UsualCause(
          "Predictions are [N, 1] and labels [N].",
          look: "model(x).squeeze(1), or y.unsqueeze(1), one of the two")
      ]),
    Entry(
      "must match the size of tensor b", "must match the existing size",
      causes: [
        UsualCause(
          "Two tensors that are combined differ in a dimension where neither is 1.",
          look: "a transposed operand, a missing unsqueeze, or lengths that were cut differently")
      ]),
    Entry(
      "is out of bounds", "Assertion `t >= 0 && t < n_classes` failed",
      "device-side assert triggered",
      "index out of range in self",
      causes: [
        UsualCause(
          "A label or an index is as large as the number of classes or rows, or larger.",
          look:
            "labels that begin at 1, a class that the last layer has no output for, padding of -1; "
            + "y.min(), y.max() against the layer's size"),
        UsualCause(
          "A token lies beyond the embedding.",
          look: "added tokens without resize_token_embeddings, positions past the longest"),
      ]),
    Entry(
      "is invalid for input of size",
      causes: [
        UsualCause(
          "A view wants another number of elements than there are.",
          look:
            "sizes written out that the images or the batch no longer have: use -1 and x.size(0)")
      ]),
    Entry(
      "Expected more than 1 value per channel when training",
      causes: [
        UsualCause(
          "Batch norm was given a batch of one row.",
          look: "a last batch of one (drop_last=True), or a test without model.eval()")
      ]),
    Entry(
      "stack expects each tensor to be equal size",
      "each element in list of batch should be of equal size",
      causes: [
        UsualCause(
          "Rows of a batch have different lengths.",
          look: "texts or images that are not padded or resized; a collate_fn of your own")
      ]),
    Entry(
      "Boolean value of Tensor with more than one value is ambiguous",
      causes: [
        UsualCause(
          "A comparison of tensors stands where Python wants one truth.",
          look: "if a == b, max(a, b) or and/or on tensors: .all(), .any(), torch.maximum, &"),
        UsualCause(
          "The loss's class was called with the predictions.",
          look: "nn.CrossEntropyLoss(pred, y): nn.CrossEntropyLoss()(pred, y)"),
      ]),
    Entry(
      "cannot be converted to Scalar",
      "only one element tensors can be converted to Python scalars",
      causes: [
        UsualCause(
          "item(), float() or int() was asked of several numbers.",
          look: "a missing .mean() or .sum(), or reduction='none'")
      ]),
    Entry(
      "Error(s) in loading state_dict",
      causes: [
        UsualCause(
          "The checkpoint is of another model, or of the same one wrapped.",
          look:
            "names that begin with module. (DataParallel) or _orig_mod. (compile), another number of classes"
        )
      ]),
  ]

  // MARK: - Devices and memory

  private static let outOfMemory = [
    UsualCause(
      "The batch does not fit.",
      look: "a smaller batch with accumulated gradients, autocast, checkpointing"),
    UsualCause(
      "Graphs are kept from step to step.",
      look: "total += loss without .item(), lists of outputs or losses that are not detached"),
    UsualCause(
      "Evaluation records graphs.", look: "torch.no_grad() or inference_mode() around it"),
  ]

  private static let devices: [Entry] = [
    Entry("CUDA out of memory", "MPS backend out of memory", causes: outOfMemory),
    Entry(
      "Expected all tensors to be on the same device", "Input type (torch.cuda",
      causes: [
        UsualCause(
          "A batch or a tensor made on the way is not where the model is.",
          look:
            "x.to(device) whose result is not used, torch.zeros(…) without device=, labels left on the CPU"
        ),
        UsualCause(
          "Part of the model was not moved.",
          look: "layers or constants that are no parameter and no buffer: register_buffer"),
      ]),
  ]
}
