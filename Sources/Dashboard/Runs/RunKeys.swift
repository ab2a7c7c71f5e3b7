import Cells
import Run

/// What keys do to the list of runs.
enum RunAction: Sendable, Equatable {
  case hide, hideOthers, sort, reverse, group
}

extension DashboardState {
  /// The keys of the main screen that do something.
  var mainTable: [KeyBinding] {
    KeyBinding.table(forLog: showsLog, forRuns: hasRuns, forProgram: showsProgram)
  }

  mutating func perform(_ action: RunAction) {
    guard let current = runs?.current else { return }
    switch action {
    case .hide: runs?.rows[current].isHidden.toggle()
    case .hideOthers:
      let others = (runs?.rows.indices).map(Array.init)?.filter { $0 != current } ?? []
      let hides = others.contains { runs?.rows[$0].isHidden == false }
      for index in others { runs?.rows[index].isHidden = hides }
      runs?.rows[current].isHidden = false
    case .sort:
      let columns = runColumns
      let next = runs?.sortedBy.flatMap { columns.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
      runs?.sortedBy = next < columns.count ? columns[next] : nil
    case .reverse: runs?.isDescending.toggle()
    case .group: groupByNextSetting()
    }
    curves.crosshair = nil
  }

  /// Goes up or down in the list.
  mutating func chooseRun(_ rows: Int) {
    let sorted = sortedRuns
    guard let now = sorted.firstIndex(where: { $0 == runs?.current }) else { return }
    scroll[.runs] = nil
    curves.crosshair = nil
    makeCurrent(sorted[min(max(now + rows, 0), sorted.count - 1)])
  }
}
