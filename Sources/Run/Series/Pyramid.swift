/// One number an epoch, for any number of epochs in bounded memory.
///
/// Values are kept in buckets of neighbours with their smallest and largest, and above them in
/// levels of twice, four times… as many epochs. When the finest level is full it is dropped, and
/// the next takes its place. So a spike of one epoch is never lost, and a million epochs are read
/// as fast as a thousand.
public struct Pyramid: Sendable, Equatable {
  /// What a run of neighbouring epochs holds.
  public struct Bucket: Sendable, Equatable {
    public var minimum: Double
    public var maximum: Double
    public var first: Double
    public var last: Double
    /// How many were NaN, and how many infinite.
    public var nanCount: Int32
    public var infinityCount: Int32
    /// The moving averages after the last epoch, one for each of `Smoothing.weights`.
    public var averages: SIMD4<Float>

    /// One epoch; nil when nothing is known of it.
    init(_ value: Double?) {
      let known = value ?? .nan
      minimum = known.isFinite ? known : .infinity
      maximum = known.isFinite ? known : -.infinity
      (first, last) = (known, known)
      nanCount = value?.isNaN == true ? 1 : 0
      infinityCount = known.isInfinite ? 1 : 0
      averages = .zero
    }

    /// Whether any value was a number.
    public var hasValue: Bool { minimum <= maximum }
    /// How many were no numbers.
    public var nonFinite: Int { Int(nanCount) + Int(infinityCount) }

    /// Adds one epoch, all but its averages.
    mutating func extend(_ value: Double?) {
      guard let value, value.isFinite else { return merge(Bucket(value)) }
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      if !first.isFinite { first = value }
      last = value
    }

    mutating func merge(_ next: Bucket) {
      minimum = min(minimum, next.minimum)
      maximum = max(maximum, next.maximum)
      if !first.isFinite { first = next.first }
      if next.last.isFinite || !last.isFinite { last = next.last }
      nanCount &+= next.nanCount
      infinityCount &+= next.infinityCount
      averages = next.averages
    }
  }

  /// Complete buckets: `levels[k]` holds those of `bucketSize << k` epochs.
  private var levels: [[Bucket]] = [[]]
  private var open: Open
  /// Epochs a bucket of the finest level holds.
  public private(set) var bucketSize = 1
  /// Epochs held.
  public private(set) var count = 0
  private let capacity: Int
  /// A level with so many buckets will most likely have all that it may.
  private static let many = 256

  /// The finest bucket that is not complete yet, and how many epochs it holds.
  private struct Open: Sendable, Equatable {
    private var bucket = Bucket(nil)
    private(set) var count = 0
    private var smoothing: Smoothing?

    init(isSmoothed: Bool) { smoothing = isSmoothed ? Smoothing() : nil }

    mutating func add(_ value: Double?) {
      smoothing?.add(value ?? .nan)
      if count == 0 { bucket = Bucket(value) } else { bucket.extend(value) }
      count += 1
    }

    /// So many points of which nothing is known.
    mutating func skip(_ some: Int) {
      if count == 0 { bucket = Bucket(nil) }
      count += some
    }

    mutating func clear() { count = 0 }

    /// The averages are worked out only when they are read.
    var current: Bucket? {
      guard count > 0 else { return nil }
      guard let smoothing else { return bucket }
      var result = bucket
      result.averages = smoothing.averages
      return result
    }
  }

  /// Holds at most `capacity` buckets of the finest level, rounded up to a power of two.
  public init(capacity: Int = 1 << 13, isSmoothed: Bool = false) {
    var size = 2
    while size < capacity { size *= 2 }
    self.capacity = size
    open = Open(isSmoothed: isSmoothed)
  }

  /// The last value; nil when empty.
  public var last: Double? { open.current?.last ?? levels[0].last?.last }

  /// Adds the value of the next epoch, nil when there is none. Amortised O(1).
  public mutating func append(_ value: Double?) {
    open.add(value)
    count += 1
    if open.count == bucketSize { complete() }
  }

  /// Adds the values of the next epochs.
  mutating func append(contentsOf values: [Double]) {
    var at = 0
    while at < values.count {
      let end = min(at + bucketSize - open.count, values.count)
      // A copy, which the loop can keep in registers.
      var filled = open
      for index in at..<end { filled.add(values[index]) }
      open = filled
      count += end - at
      at = end
      if open.count == bucketSize { complete() }
    }
  }

  private mutating func complete() {
    guard let bucket = open.current else { return }
    open.clear()
    push(bucket)
    if levels[0].count == capacity {
      levels.removeFirst()
      bucketSize *= 2
    }
  }

  /// Leaves points out until `point` is the next. O(buckets).
  mutating func skip(to point: Int) {
    while count < point {
      let some = min(point - count, bucketSize - open.count)
      open.skip(some)
      count += some
      if open.count == bucketSize { complete() }
    }
  }

  /// Adds a complete bucket, and above it those it completes.
  private mutating func push(_ bucket: Bucket) {
    var (bucket, level) = (bucket, 0)
    while true {
      if level == levels.count { levels.append([]) }
      levels[level].append(bucket)
      let size = levels[level].count
      // To grow by twice again and again copies as much as it holds.
      if size == Self.many { levels[level].reserveCapacity(capacity >> level) }
      guard size % 2 == 0 else { return }
      var pair = levels[level][size - 2]
      pair.merge(bucket)
      (bucket, level) = (pair, level + 1)
    }
  }

  /// Buckets of the finest level, the open one among them.
  private var finest: Int { levels[0].count + (open.count > 0 ? 1 : 0) }

  /// All of the finest buckets in a range, in as few steps as the levels allow.
  private func merged(_ range: Range<Int>) -> Bucket {
    var result = Bucket(nil)
    let complete = min(range.upperBound, levels[0].count)
    var at = range.lowerBound
    while at < complete {
      var level = 0
      while level + 1 < levels.count, at & ((2 << level) - 1) == 0, at + (2 << level) <= complete {
        level += 1
      }
      result.merge(levels[level][at >> level])
      at += 1 << level
    }
    if let current = open.current, range.contains(levels[0].count) { result.merge(current) }
    return result
  }

  /// What lies between each edge and the next, nil where there is nothing. Edges are epochs, in
  /// order. O(columns · log buckets).
  ///
  /// A bucket lies where its first epoch lies; a column too narrow to hold the start of any shows
  /// the bucket that covers it.
  public func columns(between edges: [Double]) -> [Bucket?] {
    guard edges.count > 1 else { return [] }
    let size = Double(bucketSize)
    let starts = edges.map { edge in
      Int(min(max((edge / size).rounded(.up), 0), Double(finest)))
    }
    return (0..<(edges.count - 1)).map { column in
      let (from, to) = (starts[column], starts[column + 1])
      if from < to { return merged(from..<to) }
      guard bucketSize > 1, from > 0, edges[column] >= 0, edges[column] < Double(count) else {
        return nil
      }
      return merged((from - 1)..<from)
    }
  }

  /// The range cut into equal columns.
  public func columns(_ range: Range<Double>, count columns: Int) -> [Bucket?] {
    let span = range.upperBound - range.lowerBound
    guard columns > 0, span > 0 else { return Array(repeating: nil, count: max(columns, 0)) }
    return self.columns(
      between: (0...columns).map { range.lowerBound + span * Double($0) / Double(columns) })
  }

  /// The bucket that holds an epoch.
  public func bucket(at epoch: Int) -> Bucket? {
    guard epoch >= 0, epoch < count else { return nil }
    let index = epoch / bucketSize
    return index < levels[0].count ? levels[0][index] : open.current
  }

  /// The last point before `point` that has a value, or the first one of its bucket. O(log buckets).
  public func last(before point: Int) -> (point: Int, bucket: Bucket)? {
    guard point > 0 else { return nil }
    var (level, index) = (0, min((point - 1) / bucketSize, finest - 1))
    if index == levels[0].count {
      if let current = open.current, current.hasValue { return (index * bucketSize, current) }
      index -= 1
    }
    while index >= 0, !levels[level][index].hasValue {
      // The neighbour on the left, in the highest level that begins no later.
      index -= 1
      while index % 2 == 1, level + 1 < levels.count { (level, index) = (level + 1, index / 2) }
    }
    guard index >= 0 else { return nil }
    while level > 0 {
      (level, index) = (level - 1, 2 * index + 1)
      if !levels[level][index].hasValue { index -= 1 }
    }
    return (index * bucketSize, levels[0][index])
  }

  /// The first point from `point` on that has a value, or the first one of its bucket. O(log buckets).
  public func first(from point: Int) -> (point: Int, bucket: Bucket)? {
    var (level, index) = (0, (max(point, 0) + bucketSize - 1) / bucketSize)
    while true {
      if index < levels[level].count {
        if levels[level][index].hasValue { break }
        index += 1
        while index % 2 == 0, level + 1 < levels.count { (level, index) = (level + 1, index / 2) }
      } else if level > 0 {
        (level, index) = (level - 1, 2 * index)
      } else {
        guard index == levels[0].count, let current = open.current, current.hasValue else {
          return nil
        }
        return (index * bucketSize, current)
      }
    }
    while level > 0 {
      (level, index) = (level - 1, 2 * index)
      if !levels[level][index].hasValue { index += 1 }
    }
    return (index * bucketSize, levels[0][index])
  }
}
