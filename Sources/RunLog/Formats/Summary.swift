import Run

/// The series of the runs in a log, in a line each: how many points, the first, the last and the
/// best of them.
public struct Summary: Sendable {
  public struct Series: Sendable, Equatable {
    public let name: String
    public private(set) var points = 0
    public private(set) var first = Double.nan
    public private(set) var last = Double.nan
    /// The smallest number, or the largest of a name whose numbers are to grow.
    public private(set) var best = Double.nan
    public private(set) var bestPlace = Place()
    /// Where the last point stands.
    public private(set) var place = Place()
    /// Whether larger numbers are better.
    public let grows: Bool

    init(name: String) {
      self.name = name
      grows = SeriesWords.grows(name)
    }

    mutating func add(_ number: Double, at place: Place) {
      points += 1
      if points == 1 { first = number }
      last = number
      self.place = place
      let isBetter = best.isNaN || (grows ? number > best : number < best)
      if isBetter, !number.isNaN {
        best = number
        bestPlace = place
      }
    }
  }

  /// Where a point stands, by the numbers that the program printed.
  public struct Place: Sendable, Equatable {
    public var epoch: Double?
    public var step: Int?

    public init(epoch: Double? = nil, step: Int? = nil) {
      self.epoch = epoch
      self.step = step
    }
  }

  public struct Run: Sendable {
    public var name: String
    public var status: EndStatus?
    public private(set) var series: [Series] = []
    public private(set) var failure: LogItem.Failure?
    private var indices: [String: Int] = [:]

    init(name: String) { self.name = name }

    mutating func add(_ record: Record, epoch: Double?) {
      let place = Place(epoch: epoch, step: record.step)
      for (position, value) in record.values.enumerated() {
        series[index(value.name, near: position)].add(value.number, at: place)
      }
    }

    /// Names mostly come in the same order, and comparing one is faster than hashing it.
    private mutating func index(_ name: String, near position: Int) -> Int {
      if position < series.count, series[position].name == name { return position }
      if let index = indices[name] { return index }
      indices[name] = series.count
      series.append(Series(name: name))
      return series.count - 1
    }

    mutating func add(_ failure: LogItem.Failure) { self.failure = failure }
  }

  /// The log's own name, for runs that have none.
  private let name: String
  public private(set) var runs: [Run] = []

  public init(name: String) { self.name = name }

  public mutating func add(_ item: LogItem) {
    if case .run(let own, _) = item {
      runs.append(Run(name: own ?? (runs.isEmpty ? name : "\(name) (\(runs.count + 1))")))
      return
    }
    guard !runs.isEmpty else { return }
    if let values = item.values { runs[runs.count - 1].add(values.record, epoch: values.epoch) }
    switch item {
    case .failure(let failure): runs[runs.count - 1].add(failure)
    case .end(let status):
      // Runs before the last one were over when the next began.
      for index in runs.indices where runs[index].status == nil {
        runs[index].status = index == runs.count - 1 ? status : .finished
      }
    case .run, .setting, .record, .message, .own: break
    }
  }
}
