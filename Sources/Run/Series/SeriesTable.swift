/// The curves of one run: series by name over step, epoch and time.
///
/// A point is what a program said at one moment. All series share the points, and a series has gaps
/// where only others were spoken of; so each axis is kept once. Memory is bounded by the number of
/// series, whatever the number of points (see `Pyramid`).
public struct SeriesTable: Sendable, Equatable {
  /// In the order in which they were first named.
  public private(set) var series: [Series] = []
  private var places: [String: Int] = [:]
  /// The places of the last record's series, for the next record most likely names the same ones.
  private var recent: [Int] = []
  /// How many points there are.
  public private(set) var count = 0
  private var epochs = Ruler()
  private var steps = Ruler()
  private var seconds = Ruler()

  /// A table whose first series are known before they have values.
  public init(names: [String] = []) {
    for name in names { _ = place(of: name) }
  }

  public subscript(name: String) -> Series? { places[name].map { series[$0] } }

  private mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    series.append(Series(name))
    places[name] = series.count - 1
    return series.count - 1
  }

  // MARK: - Adding

  /// Adds what a program said. What it says of the last point's epoch and step belongs to that
  /// point, unless it has said another value under that name there.
  public mutating func append(_ record: Record) {
    guard !record.values.isEmpty else { return }
    let now = record.values.enumerated().map { index, value in
      index < recent.count && series[recent[index]].name == value.name
        ? recent[index] : place(of: value.name)
    }
    if !joins(record, now) {
      epochs.append(record.epoch, at: count)
      steps.append(record.step.map(Double.init), at: count)
      seconds.append(record.seconds, at: count)
      count += 1
    }
    for (place, value) in zip(now, record.values) {
      series[place].append(value.number, at: count - 1)
    }
    recent = now
  }

  private func joins(_ record: Record, _ places: [Int]) -> Bool {
    count > 0 && epochs.stays(record.epoch) && steps.stays(record.step.map(Double.init))
      && places.allSatisfy { series[$0].values.count < count }
  }

  /// Adds epochs of our own trainer; those that are held already are left out.
  ///
  /// There may be hundreds of thousands a second: where they lack nothing, each curve takes all of
  /// its numbers at once.
  public mutating func append(contentsOf records: [EpochRecord]) {
    guard areNext(records) else {
      for record in records { append(record) }
      return
    }
    let score = records.first?.score ?? .accuracy
    for metric in Metric.allCases {
      series[place(of: metric.name(score))].append(
        contentsOf: records.map { $0[metric] }, from: count)
    }
    series[place(of: EpochRecord.learningRateName)].append(
      contentsOf: records.map { $0.learningRate }, from: count)
    epochs.append(contentsOf: records.map { Double($0.epoch) }, from: count)
    seconds.append(contentsOf: records.map { $0.seconds }, from: count)
    count += records.count
  }

  /// Whether these are later epochs with all their numbers.
  private func areNext(_ records: [EpochRecord]) -> Bool {
    guard !steps.isNamed, count == 0 || epochs.isNamed else { return false }
    var last = count == 0 ? -Double.infinity : epochs.last
    for record in records {
      guard Double(record.epoch) > last, record.missing.isEmpty, record.learningRate.isFinite,
        Ruler.isPlace(record.seconds), Ruler.isPlace(Double(record.epoch))
      else { return false }
      last = Double(record.epoch)
    }
    return true
  }

  /// Adds one epoch of our own trainer, unless it is held already.
  public mutating func append(_ epoch: EpochRecord) {
    let record = Record(epoch)
    if epochs.isNamed, Double(epoch.epoch) <= epochs.last {
      // Before the call, which would not see a series that its own argument adds.
      let now = record.values.map { place(of: $0.name) }
      guard joins(record, now) else { return }
    }
    append(record)
  }

  // MARK: - Axes

  /// What curves can be drawn over.
  public enum Axis: String, Sendable, CaseIterable { case epoch, step, time }

  /// The axes that the program has named; the points' order stands for the step where it has named
  /// neither step nor epoch.
  public var axes: [Axis] {
    let named = Axis.allCases.filter { ruler($0).isNamed }
    return epochs.isNamed || steps.isNamed ? named : [.step] + named
  }

  private func ruler(_ axis: Axis) -> Ruler {
    switch axis {
    case .epoch: epochs
    case .step: steps
    case .time: seconds
    }
  }

  /// Where a point lies on an axis; parts of points lie in between.
  public func x(_ point: Double, on axis: Axis) -> Double {
    let ruler = ruler(axis)
    return ruler.isNamed ? ruler.marks.value(at: point) : point
  }

  /// The point that lies at a place of an axis, with the part of the way to the next.
  public func point(at x: Double, on axis: Axis) -> Double {
    let ruler = ruler(axis)
    return ruler.isNamed ? ruler.marks.position(of: x) : x
  }

  /// From the first point's place on an axis to the end of the last one's; from zero where the first
  /// one is near, and time always.
  public func extent(on axis: Axis) -> ClosedRange<Double>? {
    guard count > 0 else { return nil }
    let last = x(Double(count - 1), on: axis)
    if axis == .time { return 0...(max(last, 0) * (1 + 1 / Double(count))) }
    let first = x(0, on: axis)
    let start = first > 0 && first < (last - first) / 10 ? 0 : first
    return start...(last + (last > first ? (last - first) / Double(count - 1) : 1))
  }

  /// The epoch of the last point; nil when none was named.
  public var lastEpoch: Double? { epochs.isNamed ? epochs.last : nil }
  /// The step of the last point; nil when none was named.
  public var lastStep: Double? { steps.isNamed ? steps.last : nil }
}

/// Where each point lies on one axis. It never falls: a clock that was set back, or a log without
/// one, must not turn the axis round.
private struct Ruler: Sendable, Equatable {
  private(set) var marks = Marks()
  private(set) var last = 0.0
  /// Whether the program has said where it stands.
  private(set) var isNamed = false

  /// Numbers beyond these are no places: whole numbers would not be told apart there.
  static func isPlace(_ place: Double) -> Bool { abs(place) <= 1e15 }

  /// Whether a point there would lie where the last one lies.
  func stays(_ place: Double?) -> Bool { place.map { isNamed && $0 == last } ?? true }

  /// Places a point; one that is not said to lie anywhere lies where the one before it does.
  mutating func append(_ place: Double?, at point: Int) {
    let place = place.flatMap { Self.isPlace($0) ? $0 : nil }
    if let place {
      begin(place, point)
      last = max(place, last)
    }
    if isNamed { marks.append(last) }
  }

  mutating func append(contentsOf places: [Double], from point: Int) {
    guard let first = places.first else { return }
    begin(first, point)
    var before = last
    for place in places {
      before = max(place, before)
      marks.append(before)
    }
    last = before
  }

  /// The points before the first that is said to lie somewhere lie there too.
  private mutating func begin(_ place: Double, _ point: Int) {
    guard !isNamed else { return }
    while marks.count < point { marks.append(place) }
    (last, isNamed) = (place, true)
  }
}

extension Record {
  /// An epoch of our own trainer, without what it lacks.
  public init(_ epoch: EpochRecord) {
    self.init(epoch: Double(epoch.epoch), seconds: epoch.seconds)
    for metric in Metric.allCases where !epoch.missing.contains(metric) {
      values.append(Value(metric.name(epoch.score), epoch[metric]))
    }
    if epoch.learningRate.isFinite {
      values.append(Value(EpochRecord.learningRateName, epoch.learningRate))
    }
  }
}
