/// One number an epoch, for any number of epochs in bounded memory.
///
/// Values are kept in buckets of 2ᵏ neighbours with their smallest and largest; when the buckets
/// are full, neighbours merge and k grows. So a spike of one epoch is never lost, and a million
/// epochs are read as fast as a thousand.
public struct Pyramid: Sendable, Equatable {
  /// What a run of neighbouring epochs holds.
  public struct Bucket: Sendable, Equatable {
    public var minimum: Double
    public var maximum: Double
    public var first: Double
    public var last: Double
    /// How many were NaN or infinite.
    public var nonFinite: Int
    public var count: Int

    /// An epoch that nothing is known of.
    static let unknown = Bucket()

    private init() {
      (minimum, maximum) = (.infinity, -.infinity)
      (first, last) = (.nan, .nan)
      (nonFinite, count) = (0, 1)
    }

    init(_ value: Double) {
      let isFinite = value.isFinite
      minimum = isFinite ? value : .infinity
      maximum = isFinite ? value : -.infinity
      (first, last) = (value, value)
      nonFinite = isFinite ? 0 : 1
      count = 1
    }

    /// Whether any value was a number.
    public var hasValue: Bool { minimum <= maximum }

    mutating func merge(_ next: Bucket) {
      minimum = min(minimum, next.minimum)
      maximum = max(maximum, next.maximum)
      if !first.isFinite { first = next.first }
      if next.last.isFinite || !last.isFinite { last = next.last }
      nonFinite += next.nonFinite
      count += next.count
    }
  }

  private var buckets: [Bucket] = []
  /// Epochs a full bucket holds.
  private(set) var bucketSize = 1
  /// Epochs held.
  public private(set) var count = 0
  private let capacity: Int

  public init(capacity: Int = 1 << 14) { self.capacity = max(capacity, 2) }

  /// The last value; nil when empty.
  public var last: Double? { buckets.last?.last }

  /// Adds the value of the next epoch. Amortised O(1).
  public mutating func append(_ value: Double) { append(Bucket(value)) }

  /// Leaves epochs out until `epoch` is the next, as a log that has every tenth does.
  public mutating func skip(to epoch: Int) {
    // A log may name any epoch; one far off is not worth hours of nothing.
    while count < min(epoch, Self.lastEpoch) { append(.unknown) }
  }

  /// The last epoch that `skip` goes to.
  static let lastEpoch = 1 << 24

  private mutating func append(_ bucket: Bucket) {
    if count % bucketSize != 0, !buckets.isEmpty {
      buckets[buckets.count - 1].merge(bucket)
    } else {
      if buckets.count == capacity { halve() }
      if count % bucketSize != 0 {
        buckets[buckets.count - 1].merge(bucket)
      } else {
        buckets.append(bucket)
      }
    }
    count += 1
  }

  private mutating func halve() {
    var merged: [Bucket] = []
    merged.reserveCapacity(capacity)
    for index in stride(from: 0, to: buckets.count, by: 2) {
      var bucket = buckets[index]
      if index + 1 < buckets.count { bucket.merge(buckets[index + 1]) }
      merged.append(bucket)
    }
    buckets = merged
    bucketSize *= 2
  }

  /// The range cut into equal columns, each with all that touches it; nil where there is nothing.
  /// O(buckets in the range).
  public func columns(_ range: Range<Double>, count columns: Int) -> [Bucket?] {
    var result = [Bucket?](repeating: nil, count: max(columns, 0))
    let span = range.upperBound - range.lowerBound
    guard columns > 0, span > 0, !buckets.isEmpty else { return result }
    let size = Double(bucketSize)
    let firstBucket = max(Int((range.lowerBound / size).rounded(.down)), 0)
    let lastBucket = min(Int((range.upperBound / size).rounded(.down)), buckets.count - 1)
    guard firstBucket <= lastBucket else { return result }
    for index in firstBucket...lastBucket {
      let bucket = buckets[index]
      let start = Double(index) * size
      if start >= range.upperBound || start + Double(bucket.count) <= range.lowerBound { continue }
      // A bucket belongs to the column its first epoch falls into; wide buckets fill several.
      let from = Int(((start - range.lowerBound) / span * Double(columns)).rounded(.down))
      let end = start + Double(bucket.count)
      let to = Int(((end - range.lowerBound) / span * Double(columns)).rounded(.up)) - 1
      let wide = bucket.count > 1 ? to : from
      for column in max(from, 0)...max(min(wide, columns - 1), max(from, 0)) where column < columns
      {
        if result[column] == nil { result[column] = bucket } else { result[column]?.merge(bucket) }
      }
    }
    return result
  }

  /// The bucket that holds an epoch.
  public func bucket(at epoch: Int) -> Bucket? {
    let index = epoch / bucketSize
    return epoch >= 0 && index < buckets.count ? buckets[index] : nil
  }
}
