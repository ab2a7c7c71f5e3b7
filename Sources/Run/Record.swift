/// What a program said of its run at one point: values by name.
///
/// Sources: our trainer at the end of an epoch, a run log's reader, the probe in a PyTorch program.
public struct Record: Sendable, Equatable {
  /// A number and the name it was printed under.
  public struct Value: Sendable, Equatable {
    public var name: String
    public var number: Double

    public init(_ name: String, _ number: Double) {
      self.name = name
      self.number = number
    }
  }

  /// The epoch as the program counts it, with the part of it that is done as a fraction; nil when
  /// it was never named.
  public var epoch: Double?
  /// The optimiser's step, or the batch; nil when it was never named.
  public var step: Int?
  /// Seconds since the run began; nil when they are not known.
  public var seconds: Double?
  /// In the order in which they were printed.
  public var values: [Value]

  public init(
    epoch: Double? = nil, step: Int? = nil, seconds: Double? = nil, values: [Value] = []
  ) {
    self.epoch = epoch
    self.step = step
    self.seconds = seconds
    self.values = values
  }
}
