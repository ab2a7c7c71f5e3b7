/// What PyTorch would raise, as a value; it prints as Python prints it.
public struct TorchError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The Python exception's type.
  public enum Kind: String, Sendable {
    case runtime = "RuntimeError"
    case value = "ValueError"
    case index = "IndexError"
    case type = "TypeError"
    case notImplemented = "NotImplementedError"
    case assertion = "AssertionError"
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
