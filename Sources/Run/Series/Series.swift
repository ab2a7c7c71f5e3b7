/// One number of a run under its name: a curve over the points of its `SeriesTable`.
public struct Series: Sendable, Equatable {
  /// A value, and the table's point that it belongs to.
  public struct Reading: Sendable, Equatable {
    public var point: Int
    public var value: Double

    public init(point: Int, value: Double) {
      self.point = point
      self.value = value
    }
  }

  /// As the program printed it, e.g. `train/loss`.
  public let name: String
  /// A value a point, with gaps where the program said nothing.
  public private(set) var values = Pyramid(isSmoothed: true)
  /// How many values there are, those that are no numbers among them.
  public private(set) var count = 0
  public private(set) var first: Reading?
  public private(set) var last: Reading?
  /// The first of the smallest and of the largest values that are finite.
  public private(set) var lowest: Reading?
  public private(set) var highest: Reading?

  public init(_ name: String) { self.name = name }

  /// Whether it ever had two different values.
  public var changes: Bool { lowest?.value != highest?.value }

  /// Adds the value of a later point; one that has its value already keeps it.
  mutating func append(_ value: Double, at point: Int) {
    guard values.count <= point else { return }
    values.skip(to: point)
    values.append(value)
    note(value, point)
  }

  /// Adds the values of the points from `start` on, which is much quicker than one by one.
  mutating func append(contentsOf list: [Double], from start: Int) {
    guard values.count <= start else { return }
    values.skip(to: start)
    values.append(contentsOf: list)
    for (index, value) in list.enumerated() { note(value, start + index) }
  }

  @inline(__always)
  private mutating func note(_ value: Double, _ point: Int) {
    let reading = Reading(point: point, value: value)
    if first == nil { first = reading }
    last = reading
    count += 1
    guard value.isFinite else { return }
    if value < lowest?.value ?? .infinity { lowest = reading }
    if value > highest?.value ?? -.infinity { highest = reading }
  }
}
