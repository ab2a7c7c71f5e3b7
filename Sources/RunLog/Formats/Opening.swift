import Run

/// What a log says before its run is under way: settings, sizes and printed networks look like readings
/// at times.
///
/// Items wait until a name comes a second time. Records that stand at no epoch then, though that one does,
/// and have no name of those that do, were none, and neither was a run before of which only that much is
/// known; unless they are of what is measured, such as a loss.
struct Opening {
  private(set) var isUnderWay = false
  private var held: [Held] = []
  /// Runs that ended before a name of theirs came twice.
  private var doubtful: [[Held]] = []
  /// The names of held records that stand at an epoch, or at a step alone.
  private var names: [Place: Set<String>] = [:]
  /// In how many of them a name stands.
  private var counts: [String: Int] = [:]
  /// The same for those that stand nowhere: a setting is not said three times.
  private var plain: [String: Int] = [:]

  enum Place { case epoch, step, none }

  private struct Held {
    var item: LogItem
    var place = Place.none

    /// The names of a record.
    var names: [String] {
      guard case .record(let record, _) = item else { return [] }
      return record.values.map(\.name)
    }

    var isRecord: Bool { if case .record = item { true } else { false } }
    var isRun: Bool { if case .run = item { true } else { false } }
  }

  /// What is held is no more than this.
  private static let most = 256

  /// Takes an item; gives what is clear by now.
  mutating func add(_ item: LogItem, at place: Place = .none) -> [LogItem] {
    switch item {
    case .run: return begin(item)
    case .failure, .end, .own: return release() + [item]
    case .record(let record, _) where !isUnderWay:
      held.append(Held(item: item, place: place))
      // A learning rate that is printed again and again may be a setting each time.
      let new = record.values.map(\.name).filter { !SeriesWords.isRate($0) }
      let isAgain = place != .none && new.contains { names[place]?.contains($0) ?? false }
      names[place, default: []].formUnion(new)
      for name in new {
        if place != .none { counts[name, default: 0] += 1 } else { plain[name, default: 0] += 1 }
      }
      return isAgain ? start(place) : held.count > Self.most ? release() : []
    case _ where isUnderWay: return [item]
    default:
      held.append(Held(item: item))
      return []
    }
  }

  /// What is held, when nothing has come for a while: the first epoch of a run may be long.
  mutating func rest() -> [LogItem] {
    if isUnderWay { return [] }
    return names[.epoch] != nil ? start(.epoch) : names[.step] != nil ? start(.step) : []
  }

  /// All that is held, as it came.
  mutating func release() -> [LogItem] {
    defer { (isUnderWay, held, doubtful, names, counts, plain) = (true, [], [], [:], [:], [:]) }
    return (doubtful.joined() + held).map(\.item)
  }

  private mutating func begin(_ item: LogItem) -> [LogItem] {
    let hasRecords = held.contains { !$0.names.allSatisfy(SeriesWords.isRate) }
    if hasRecords { doubtful.append(held) }
    // What was said before the first run is said of it.
    let said = hasRecords ? [] : held.filter { !$0.isRun }
    (isUnderWay, held, names) = (false, said + [Held(item: item)], [:])
    (counts, plain) = ([:], [:])
    return doubtful.count > Self.most ? release() : []
  }

  private mutating func start(_ place: Place) -> [LogItem] {
    let often = Set(plain.filter { $0.value > 2 }.keys)
    let known = (names[place] ?? []).union(often)
    let runs = doubtful.filter { Self.isRight($0.flatMap(\.names), known) }
    // From the first record on that stands so and whose name comes again, the run is under way.
    let again = Set(counts.filter { $0.value > 1 }.keys)
    let first = held.firstIndex {
      $0.place == place && (place == .epoch || !again.isDisjoint(with: $0.names))
    }
    let right = place == .epoch ? known : again.union(often)
    let before = held[..<(first ?? held.count)].filter {
      !$0.isRecord || Self.isRight($0.names, right)
    }
    let items = runs.joined() + before + held[(first ?? held.count)...]
    (isUnderWay, held, doubtful, names, counts, plain) = (true, [], [], [:], [:], [:])
    return items.map(\.item)
  }

  /// Whether at least half of the names are known, or of what is measured.
  private static func isRight(_ names: [String], _ known: Set<String>) -> Bool {
    names.count { known.contains($0) || isMeasured($0) } * 2 >= names.count
  }

  /// Whether the last word of a name is that of a metric: `test loss`, and not `loss weight`.
  static func isMeasured(_ name: String) -> Bool {
    guard let last = SeriesWords.pieces(name).last else { return false }
    return SeriesWords.isMetric(last) && !["l1", "l2"].contains(last.lowercased())
  }
}
