import Cells
import Run

/// Runs side by side. The current one is what the rest of the state shows; the others wait in rows.
public struct RunRows: Sendable {
  public struct Row: Sendable {
    /// The log that the run comes from, and what it is called.
    let log: Int
    public let name: String
    var isHidden = false
    /// What the run is, while it is not the current one.
    var kept = Kept()
  }

  /// What belongs to one run alone.
  struct Kept: Sendable {
    var run: RunInfo?
    var phase = TrainingPhase.running
    var history = SeriesTable()
    var marks: [DashboardState.Mark] = []
    var listing: [ListingLine] = []
    var activeBugs: Set<String> = []
    var failure: FailureReport?
    var ranks = RankTable()
    var output: [String] = []
    var learningRate = 0.0
    var end: EndStatus?
  }

  /// What the list is sorted by.
  enum Column: Sendable, Equatable {
    case name, place, last, best, bestPlace
    /// One of the settings that differ.
    case setting(String)
    case state

    /// Numbers end together.
    var isNumber: Bool {
      switch self {
      case .place, .last, .best, .bestPlace: true
      case .name, .setting, .state: false
      }
    }
  }

  /// In the order in which they came.
  public internal(set) var rows: [Row] = []
  /// The row that the rest of the state shows.
  public internal(set) var current = 0
  /// Nil for the order in which they came.
  var sortedBy: Column?
  var isDescending = false
  /// The setting whose values are the groups; nil for none.
  var groupedBy: String?
}

extension [TrainingEvent] {
  /// The events from each beginning of a run to the next.
  fileprivate var byRun: [[TrainingEvent]] {
    guard !isEmpty else { return [] }
    let beginnings = indices.dropFirst().filter { self[$0...].beginsRun }
    return zip([0] + beginnings, beginnings + [count]).map { Array(self[$0..<$1]) }
  }
}

extension Collection<TrainingEvent> {
  fileprivate var beginsRun: Bool { if case .run? = first { true } else { false } }
}

extension DashboardState {
  /// Whether several runs are shown side by side.
  public var hasRuns: Bool { runs != nil }

  /// Takes what one of several logs says. A log that begins another run gets another row.
  mutating func receive(_ events: [TrainingEvent], log: Int, name: String) {
    for part in events.byRun {
      let index = row(log: log, name: name, isBeginning: part.beginsRun)
      withRun(index) { $0.receive(part) }
    }
    groupSeries()
  }

  /// Takes what a log says that is shown alone. Its runs are rows as soon as there are two of them, and
  /// the newest is shown until a person chooses another.
  mutating func receive(alone events: [TrainingEvent]) {
    for part in events.byRun {
      let isSecond = part.beginsRun && !isReadAgain && history.count > 0
      if part.beginsRun { isReadAgain = false }
      if runs == nil, isSecond, let run {
        runs = RunRows(rows: [RunRows.Row(log: 0, name: run.preset)])
        focus = .runs
      }
      guard let shown = runs?.current, let name = runs?.rows.first?.name else {
        receive(part)
        continue
      }
      let isNewest = shown + 1 == runs?.rows.count
      receive(part, log: 0, name: name)
      if isNewest { makeCurrent((runs?.rows.count ?? 1) - 1) }
    }
  }

  /// The row that events of a log belong to.
  private mutating func row(log: Int, name: String, isBeginning: Bool) -> Int {
    let last = (runs?.rows ?? []).lastIndex { $0.log == log }
    if let last, !isBeginning || info(of: last) == nil { return last }
    // What says no more of a run than that there is another, says that it is over.
    if let last { withRun(last) { $0.end = $0.end ?? .finished } }
    let count = (runs?.rows ?? []).count { $0.log == log }
    let row = RunRows.Row(log: log, name: count == 0 ? name : "\(name) (\(count + 1))")
    var all = runs ?? RunRows()
    all.rows.append(row)
    if runs == nil { focus = .runs }
    runs = all
    return all.rows.count - 1
  }

  /// Changes the state as it is while a run is the current one.
  private mutating func withRun(_ index: Int, _ body: (inout DashboardState) -> Void) {
    guard let current = runs?.current else { return }
    makeCurrent(index)
    body(&self)
    makeCurrent(current)
  }

  /// Shows another of the runs; nothing is copied.
  mutating func makeCurrent(_ index: Int) {
    guard let now = runs?.current, now != index, runs?.rows.indices.contains(index) == true else {
      return
    }
    exchange(now)
    exchange(index)
    runs?.current = index
  }

  private mutating func exchange(_ index: Int) {
    guard var kept = runs?.rows[index].kept else { return }
    runs?.rows[index].kept = RunRows.Kept()
    swap(&run, &kept.run)
    swap(&phase, &kept.phase)
    swap(&history, &kept.history)
    swap(&marks, &kept.marks)
    swap(&listing, &kept.listing)
    swap(&activeBugs, &kept.activeBugs)
    swap(&failure, &kept.failure)
    swap(&ranks, &kept.ranks)
    swap(&output, &kept.output)
    swap(&learningRate, &kept.learningRate)
    swap(&end, &kept.end)
    runs?.rows[index].kept = kept
  }

  // MARK: - What a row shows

  func info(of index: Int) -> RunInfo? {
    index == runs?.current ? run : runs?.rows[index].kept.run
  }

  func table(of index: Int) -> SeriesTable {
    index == runs?.current ? history : runs?.rows[index].kept.history ?? SeriesTable()
  }

  /// `running`, `finished`, …
  func stateText(of index: Int) -> (text: String, role: Role) {
    let isCurrent = index == runs?.current
    let failure = isCurrent ? self.failure : runs?.rows[index].kept.failure
    let end = isCurrent ? self.end : runs?.rows[index].kept.end
    if let failure { return (failure.headline, .bad) }
    switch end {
    case .finished: return ("finished", .good)
    case .interrupted: return ("interrupted", .warning)
    case .failed: return ("failed", .bad)
    case nil: return ("running", .good)
    }
  }
}
