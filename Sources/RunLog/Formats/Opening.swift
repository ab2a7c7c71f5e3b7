import Run

/// What a log says before its run is under way: settings, sizes and printed networks look like readings
/// at times.
///
/// Items wait until a name comes a second time. Records that stand at no epoch then, though that one does,
/// and have no name of those that do, were none, and neither was a run before of which only that much is
/// known; unless they are of what is measured, such as a loss.
struct Opening {
  private var isUnderWay = false
  private var held: [LogItem] = []
  /// Runs that ended before a name of theirs came twice.
  private var doubtful: [[LogItem]] = []
  /// The names of held records that stand at an epoch, or at a step alone.
  private var names: [Place: Set<String>] = [:]

  enum Place { case epoch, step, none }

  /// What is held is no more than this.
  private static let most = 256

  /// Takes an item; gives what is clear by now.
  mutating func add(_ item: LogItem, at place: Place = .none) -> [LogItem] {
    switch item {
    case .run: return begin(item)
    case .failure, .end, .own: return release() + [item]
    case .record(let record, _) where !isUnderWay:
      held.append(item)
      let new = record.values.map(\.name)
      let isAgain = place != .none && new.contains { names[place]?.contains($0) ?? false }
      names[place, default: []].formUnion(new)
      return isAgain ? start(place) : held.count > Self.most ? release() : []
    case _ where isUnderWay: return [item]
    default:
      held.append(item)
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
    defer { (isUnderWay, held, doubtful, names) = (true, [], [], [:]) }
    return doubtful.joined() + held
  }

  private mutating func begin(_ item: LogItem) -> [LogItem] {
    let hasRecords = held.contains { if case .record = $0 { true } else { false } }
    if hasRecords { doubtful.append(held) }
    // What was said before the first run is said of it.
    let said = hasRecords ? [] : held.filter { if case .run = $0 { false } else { true } }
    (isUnderWay, held, names) = (false, said + [item], [:])
    return doubtful.count > Self.most ? release() : []
  }

  private mutating func start(_ place: Place) -> [LogItem] {
    let known = names[place] ?? []
    let runs = doubtful.filter { run in
      run.contains { item in
        guard case .record(let record, _) = item else { return false }
        return record.values.contains { known.contains($0.name) || Self.isMeasured($0.name) }
      }
    }
    let items = held.filter { item in
      guard case .record(let record, let epoch) = item, epoch == nil else { return true }
      let right = record.values.count { known.contains($0.name) || Self.isMeasured($0.name) }
      return right * 2 >= record.values.count
    }
    (isUnderWay, held, doubtful, names) = (true, [], [], [:])
    return runs.joined() + items
  }

  /// Whether the last word of a name is that of a metric: `test loss`, and not `loss weight`.
  private static func isMeasured(_ name: String) -> Bool {
    guard let last = SeriesWords.pieces(name).last else { return false }
    return SeriesWords.isMetric(last) && !["l1", "l2"].contains(last.lowercased())
  }
}
