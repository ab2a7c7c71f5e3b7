import Dispatch

/// How much longer one piece of work takes than another: a difference too small for two separate
/// measurements, since the machine's pace moves by more than that from one second to the next.
///
/// So the two are timed in short blocks right beside each other, each of them as often first as
/// last, and the median of all rounds is taken, which the few that were interrupted do not move.
struct Difference {
  /// Does the work a number of times.
  typealias Work = (Int) throws -> Void

  let with, without: Work
  private var rounds: [Double] = []
  private var times: [Double] = []
  private var count = 1

  init(_ with: @escaping Work, _ without: @escaping Work) {
    (self.with, self.without) = (with, without)
  }

  /// Chooses how often a block of about a millisecond does its work.
  mutating func prepare() throws {
    for work in [with, without, with] { _ = try time(work) }
    count = max(1, Int(0.001 / max(try time(with), 1e-9)))
  }

  /// Times both twice: A B B A, or B A A B in every other round.
  mutating func runRound() throws {
    let isFirst = rounds.count % 2 == 0
    let (outer, inner) = isFirst ? (with, without) : (without, with)
    let start = try time(outer)
    let middle = try time(inner) + time(inner)
    let ends = try start + time(outer)
    rounds.append((isFirst ? ends - middle : middle - ends) / 2)
    times.append((isFirst ? ends : middle) / 2)
  }

  /// Seconds of one run, over a block of them.
  private func time(_ work: Work) throws -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try work(count)
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 / Double(count)
  }

  /// Seconds of the longer work, the median of all rounds.
  var total: Double { times.sorted()[times.count / 2] }

  /// The median of the differences, and two of these between which the true median lies in 95 of
  /// 100 measurements, however they are distributed: a round is above it as often as below.
  var interval: (low: Double, median: Double, high: Double) {
    let sorted = rounds.sorted()
    let middle = sorted.count / 2
    let reach = Int((0.98 * Double(sorted.count).squareRoot()).rounded(.up))
    return (
      sorted[max(0, middle - reach)], sorted[middle], sorted[min(sorted.count - 1, middle + reach)]
    )
  }
}
