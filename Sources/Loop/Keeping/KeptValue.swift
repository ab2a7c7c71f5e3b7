import Autograd

/// What a name holds, as a file can hold it: plain values, with tensors by their names in a file of
/// tensors.
public enum KeptValue: Sendable, Equatable, Codable {
  case none, ellipsis
  case bool(Bool)
  case int(Int)
  case float(Double)
  case text(String)
  case dtype(String)
  /// A tensor of the file, by its name there.
  case tensor(String, requiresGrad: Bool)
  /// A NumPy array, as a tensor of the file.
  case array(String)
  case list([KeptValue])
  /// A tuple; `kind` names a `torch.Size` and what `max(dim=…)` returns, with the names of its items.
  case tuple([KeptValue], kind: String, fields: [String])
  case dict([Entry])
  case set([KeptValue])
  /// The container, tensor or array that came as the so-manieth: names share what they hold.
  case same(Int)
  /// What the lines before the loop made, by where they put it.
  case origin(String)
  /// A tensor that shares its memory with one that the lines before the loop made.
  case alias(of: String)
  /// A generator of random numbers.
  case generator(Generator)
  /// What changes in an object, by name.
  case state([String: KeptValue])
  /// An object that any run can make anew, with what changes in it.
  indirect case made(String, KeptValue)

  /// An item of a dictionary.
  public struct Entry: Sendable, Equatable, Codable {
    let key: KeptValue
    let value: KeptValue
  }
}

/// What all names of a run hold, and what has changed in that which the lines before the loop made.
public struct KeptNames: Sendable, Equatable, Codable {
  var names: [String: KeptValue] = [:]
  var objects: [String: KeptValue] = [:]
  /// Tensors that the lines before the loop made: whether they learn, which gradient they hold, and
  /// the name of their values in the file where they have changed.
  var tensors: [String: KeptTensor] = [:]
  /// The grad mode that a statement left switched.
  var gradMode: GradMode?
  /// `return` has left the function that holds the loop.
  var hasReturned = false
}

/// A tensor that the lines before the loop made, as an epoch left it.
struct KeptTensor: Sendable, Equatable, Codable {
  var requiresGrad: Bool
  var gradient: String?
  var values: String?
}

/// Why a run cannot be saved, or not go on from what was saved.
public struct KeepingError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  /// The line that assigns the name in question, counted from 1; 0 for none.
  public var line = 0

  init(_ description: String, line: Int = 0) {
    (self.description, self.line) = (description, line)
  }

  /// A file that does not fit the run.
  static func misfit(_ what: String) -> KeepingError {
    KeepingError("the checkpoint does not fit this run: \(what)")
  }
}
