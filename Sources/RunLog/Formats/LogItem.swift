import Run

/// One thing that a log says.
public enum LogItem: Sendable, Equatable {
  /// A run begins; nil when the log does not name it.
  case run(name: String?)
  /// A setting of the run, e.g. `lr` and `0.01`.
  case setting(name: String, value: String)
  /// Values at a point of the run. `epoch` is the number that the program printed, where the
  /// record's own epoch counts the part that is done.
  case record(Record, epoch: Double?)
  /// The program raised.
  case failure(Failure)
  /// Something said to people.
  case message(String)
  /// The run is over.
  case end(Status)

  /// How a run ended.
  public enum Status: String, Sendable, Equatable { case finished, interrupted, failed }

  /// An exception: `RuntimeError: element 0 of tensors …`, with the line of the script that raised.
  public struct Failure: Sendable, Equatable {
    public var type: String
    public var message: String
    /// 0 when it is not known.
    public var line: Int
    public var code: String

    public init(type: String, message: String, line: Int = 0, code: String = "") {
      self.type = type
      self.message = message
      self.line = line
      self.code = code
    }
  }
}
