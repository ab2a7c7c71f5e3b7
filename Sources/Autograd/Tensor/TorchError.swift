/// What PyTorch would raise, as a value; it prints as Python prints it.
public struct TorchError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The Python exception's type.
  public enum Kind: String, Sendable {
    /// Shapes that do not go together, and whatever autograd refuses.
    case runtime = "RuntimeError"
    /// An argument out of its range.
    case value = "ValueError"
    /// A dimension or an element that is not there.
    case index = "IndexError"
    /// An argument of a wrong type.
    case type = "TypeError"
    /// An op that has no kernel for the dtype.
    case notImplemented = "NotImplementedError"
    /// A Python function's own check of its arguments.
    case assertion = "AssertionError"
    /// A name the loop never bound.
    case name = "NameError"
  }

  /// Which Python exception it is.
  public var kind: Kind
  /// PyTorch's message, verbatim.
  public var message: String

  /// An error of one's own, in PyTorch's manner.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// `RuntimeError: …`, as Python prints it.
  public var description: String { "\(kind.rawValue): \(message)" }

  static func runtime(_ message: String) -> TorchError { TorchError(.runtime, message) }
  static func value(_ message: String) -> TorchError { TorchError(.value, message) }
  static func index(_ message: String) -> TorchError { TorchError(.index, message) }
  static func type(_ message: String) -> TorchError { TorchError(.type, message) }

  /// So many bytes cannot be had.
  static func noMemory(_ bytes: Int) -> TorchError {
    .runtime(
      "DefaultCPUAllocator: can't allocate memory: you tried to allocate "
        + "\(bytes) bytes. Error code 12 (Cannot allocate memory)")
  }

  static func dimensionOutOfRange(_ dim: Int, rank: Int) -> TorchError {
    let bound = max(rank, 1)
    return .index(
      "Dimension out of range (expected to be in range of [\(-bound), \(bound - 1)], but got \(dim))"
    )
  }
}

extension TorchError {
  static let secondBackward = TorchError.runtime(
    "Trying to backward through the graph a second time (or directly access saved tensors after "
      + "they have already been freed). Saved intermediate values of the graph are freed when you "
      + "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
      + "through the graph a second time or if you need to access saved tensors after calling "
      + "backward.")

  static let inferenceTensorSaved = TorchError.runtime(
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
      + "inference mode in computation tracked by autograd. To work around this, you can make a "
      + "clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
      + "`torch.inference_mode()`.")

  static func modifiedInPlace(
    _ tensor: Tensor, producer: Node?, expected: Int
  ) -> TorchError {
    let shape = tensor.shape.map(String.init).joined(separator: ", ")
    let origin = producer.map {
      ", which is output \(tensor.outputIndex) of \($0.operation),"
    }
    return .runtime(
      "one of the variables needed for gradient computation has been modified by an inplace "
        + "operation: [torch.\(tensor.dtype.scalarTypeName)Tensor [\(shape)]]\(origin ?? "") is at "
        + "version \(tensor.version); expected version \(expected) instead. Hint: enable anomaly "
        + "detection to find the operation that failed to compute its gradient, with "
        + "torch.autograd.set_detect_anomaly(True, check_nan=False).")
  }
}
