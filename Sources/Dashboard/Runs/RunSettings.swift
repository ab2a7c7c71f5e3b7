import Cells
import Run

/// What runs side by side were set to, and the groups that they fall into by one of these settings.
extension DashboardState {
  /// What a run was set to, in the order in which its log says so.
  func settings(of index: Int) -> [RunInfo.Setting] {
    guard let info = info(of: index) else { return [] }
    // A log of another program's says nothing but its settings.
    guard !info.model.isEmpty else { return info.settings }
    let own = [
      ("preset", info.preset), ("model", info.model), ("optimizer", info.optimizer),
      ("lr", significant(info.learningRate)), ("seed", "\(info.seed)"),
      ("epochs", "\(info.epochs)"),
    ]
    return own.map { RunInfo.Setting(name: $0, value: $1) } + info.settings
  }

  func setting(_ name: String, of index: Int) -> String? {
    settings(of: index).last { $0.name == name }?.value
  }

  /// The settings that have different values in the runs.
  var differingSettings: [String] {
    var values: [String: Set<String>] = [:]
    var names: [String] = []
    for index in (runs?.rows ?? []).indices {
      for setting in settings(of: index) {
        if values[setting.name] == nil { names.append(setting.name) }
        values[setting.name, default: []].insert(setting.value)
      }
    }
    return names.filter { (values[$0]?.count ?? 0) > 1 }
  }

  /// The groups' values in order, numbers by their size; empty without groups.
  var groupValues: [String] {
    guard let runs, let name = runs.groupedBy else { return [] }
    let values = Set(runs.rows.indices.compactMap { setting(name, of: $0) })
    return values.sorted { first, second in
      if let one = Double(first), let other = Double(second) { return one < other }
      return first < second
    }
  }

  /// The number of a run's colour: its own, or the one of its group.
  func colorNumber(of index: Int) -> Int {
    guard let name = runs?.groupedBy else { return index }
    let values = groupValues
    return setting(name, of: index).flatMap { values.firstIndex(of: $0) } ?? values.count
  }

  /// Groups the runs by the next setting that differs; after the last by none.
  mutating func groupByNextSetting() {
    let names = differingSettings
    let next = runs?.groupedBy.flatMap { names.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    runs?.groupedBy = next < names.count ? names[next] : nil
    notice =
      names.isEmpty
      ? "the runs name no setting that differs"
      : runs?.groupedBy.map { "grouped by \(glyphs.plain($0))" } ?? "no groups"
  }
}
