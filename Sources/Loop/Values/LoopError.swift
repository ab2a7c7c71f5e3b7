import Autograd

/// An error of a loop, as Python would raise it: a type, a message and a place.
public struct LoopError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of Python's exception type, such as `NameError`.
  public var type: String
  /// What stands behind the type, without a line break at its end.
  public var message: String
  /// Where in the source text; nothing for an error that no line has raised yet.
  public var span: Span?
  /// The engine's error, when it was the engine that raised.
  public var torch: TorchError?
  /// A name that was perhaps meant, which CPython shows behind the message.
  public var suggestion: String?
  /// The lines of the calls that led here, outermost first, without the raising line itself.
  public var calls: [Int] = []

  public init(_ type: String, _ message: String, at span: Span? = nil) {
    self.type = type
    self.message = message
    self.span = span
  }

  /// The engine's error under its own name, word for word.
  init(_ error: TorchError) {
    self.init(error.kind.rawValue, error.message)
    torch = error
  }

  /// The line that raised, counted from 1; 0 when there is none.
  public var line: Int { span?.line ?? 0 }

  /// `TypeError: …`, as Python prints it; the type alone where there is no message.
  public var description: String { message.isEmpty ? type : "\(type): \(message)\(guess)" }

  /// `. Did you mean: 'x'?`, as CPython shows it behind the message; empty without a suggestion.
  public var guess: String { suggestion.map { ". Did you mean: '\($0)'?" } ?? "" }
}

extension LoopError {
  static func type(_ message: String) -> LoopError { LoopError("TypeError", message) }
  static func value(_ message: String) -> LoopError { LoopError("ValueError", message) }
  static func index(_ message: String) -> LoopError { LoopError("IndexError", message) }
  static func attribute(_ message: String) -> LoopError { LoopError("AttributeError", message) }
  static func name(_ message: String) -> LoopError { LoopError("NameError", message) }

  /// The same error with a name that was perhaps meant.
  func suggesting(_ name: String?) -> LoopError {
    var error = self
    error.suggestion = name
    return error
  }

  static func runtime(_ message: String) -> LoopError { LoopError("RuntimeError", message) }
  static func overflow(_ message: String) -> LoopError { LoopError("OverflowError", message) }
  static func zeroDivision(_ message: String) -> LoopError {
    LoopError("ZeroDivisionError", message)
  }
  static func notImplemented(_ message: String) -> LoopError {
    LoopError("NotImplementedError", message)
  }

  /// Memory that the loop may not have.
  static let memory = LoopError("MemoryError", "")

  /// A whole number that does not fit into 64 bits.
  static let integerOverflow = LoopError(
    "OverflowError", "integer result too large: the loop language's int has 64 bits")

  static let recursion = LoopError("RecursionError", "maximum recursion depth exceeded")

  static func syntax(_ message: String, at span: Span) -> LoopError {
    LoopError("SyntaxError", message, at: span)
  }

  static func indentation(_ message: String, at span: Span) -> LoopError {
    LoopError("IndentationError", message, at: span)
  }
}
