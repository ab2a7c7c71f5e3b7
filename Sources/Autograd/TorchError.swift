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

  static func dimensionOutOfRange(_ dim: Int, rank: Int) -> TorchError {
    let bound = max(rank, 1)
    return .index(
      "Dimension out of range (expected to be in range of [\(-bound), \(bound - 1)], but got \(dim))"
    )
  }
}
