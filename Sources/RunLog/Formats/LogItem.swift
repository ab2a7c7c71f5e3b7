import Run

/// One thing that a log says.
public enum LogItem: Sendable, Equatable {
  /// A run begins; `name` is nil when the log does not name it, and `info` is what our own log says
  /// of the run beside its name.
  case run(name: String?, info: RunInfo? = nil)
  /// A setting of the run, e.g. `lr` and `0.01`; with an epoch when it was changed there.
  case setting(name: String, value: String, epoch: Int? = nil)
  /// Values at a point of the run. `epoch` is the number that the program printed, where the
  /// record's own epoch counts the part that is done.
  case record(Record, epoch: Double?)
  /// The program raised.
  case failure(Failure)
  /// Something said to people.
  case message(String)
  /// What only our own trainer says: bugs, symptoms and the rest.
  case own(TrainingEvent)
  /// The run is over.
  case end(EndStatus)

  /// An exception: `RuntimeError: element 0 of tensors …`, with the line of the script that raised.
  public struct Failure: Sendable, Equatable {
    public var type: String
    public var message: String
    /// 0 when it is not known.
    public var line: Int
    public var code: String
    /// Nil when the log does not say it.
    public var epoch: Int?
    public var diagnosis: Diagnosis?

    public init(
      type: String, message: String, line: Int = 0, code: String = "", epoch: Int? = nil,
      diagnosis: Diagnosis? = nil
    ) {
      self.type = type
      self.message = message
      self.line = line
      self.code = code
      self.epoch = epoch
      self.diagnosis = diagnosis
    }
  }

  /// The values that the item adds to the run's series, with the epoch as the program counts it.
  public var values: (record: Record, epoch: Double?)? {
    switch self {
    case .record(let record, let epoch): (record, epoch)
    case .own(.value(let name, let value, let epoch)):
      (Record(epoch: Double(epoch), values: [Record.Value(name, value)]), Double(epoch))
    default: nil
    }
  }
}
