/// Where points lie on an axis, for any number of points in bounded memory.
///
/// The places never fall. Every `stride`-th one is kept; when there are too many, every second one of
/// them goes, and what lies between two is reckoned from both.
struct Marks: Sendable, Equatable {
  private var kept: [Double] = []
  private var stride = 1
  private(set) var count = 0
  private(set) var last: Double?
  private let capacity: Int

  init(capacity: Int = 1 << 13) { self.capacity = capacity }

  /// Adds the place of the next point. Amortised O(1).
  mutating func append(_ place: Double) {
    if count % stride == 0 {
      if kept.count == capacity {
        kept = Swift.stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
        stride *= 2
      }
      if count % stride == 0 { kept.append(place) }
    }
    count += 1
    last = place
  }

  /// The point that lies at a place, with the part of the way to the next; `count` beyond the last.
  /// O(log points).
  func position(of place: Double) -> Double {
    guard let last, place <= last else { return Double(count) }
    // The last mark that lies before the place.
    var (low, high) = (0, kept.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if kept[middle] < place { low = middle } else { high = middle - 1 }
    }
    let point = low * stride
    let (start, next) = (kept[low], after(low))
    guard place > start else { return Double(point) }
    guard next.place > start else { return Double(next.point) }
    let part = (place - start) / (next.place - start)
    return Double(point) + part * Double(next.point - point)
  }

  /// The place of a point or of a part of the way to the next; the reverse of `position(of:)`.
  func value(at point: Double) -> Double {
    guard let last else { return 0 }
    let index = Int(min(max(point, 0), Double(count - 1))) / stride
    let next = after(index)
    guard next.point > index * stride else { return last }
    let part = (point - Double(index * stride)) / Double(next.point - index * stride)
    return kept[index] + (next.place - kept[index]) * min(part, 1)
  }

  /// The next mark, or the last point.
  private func after(_ index: Int) -> (point: Int, place: Double) {
    index + 1 < kept.count
      ? ((index + 1) * stride, kept[index + 1]) : (count - 1, last ?? kept[index])
  }
}
