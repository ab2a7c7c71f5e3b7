import Cells
import Run

extension DashboardState {
  // MARK: - Crosshair

  /// What is read at the crosshair of a quantity's chart.
  func crosshair(_ group: ChartGroup) -> Chart.Crosshair? {
    guard let point = curves.crosshair, point < history.count else { return nil }
    var head = "\(curveAxis == .step ? "step" : "epoch") \(placeText(point))"
    if curveAxis == .time {
      head += " \(glyphs.separator) \(significant(history.x(Double(point), on: .time))) s"
    }
    var readings = [Chart.Crosshair.Reading(head, .current)]
    func read(_ name: String, _ table: SeriesTable, _ series: String, _ role: Role) {
      let here = history.x(Double(point), on: curveAxis)
      guard let its = Int(exactly: table.point(at: here, on: curveAxis).rounded(.down)),
        let values = table[series]?.values, let bucket = Self.bucket(values, at: its)
      else {
        return
      }
      readings.append(.init("\(name) \(reading(bucket))", role))
    }
    for index in drawnRuns {
      guard let runs, let member = judge(group, of: index) else { continue }
      let name = clipped(glyphs.plain(runs.rows[index].name), to: 20)
      read(name, table(of: index), member.series, .label(colorNumber(of: index)))
    }
    for (index, member) in group.members.enumerated() where !hasRuns {
      let role = DashboardState.Look(group, index).role
      read(glyphs.plain(member.name.label), history, member.series, role)
    }
    let judge = (group.judge ?? group.members[0]).series
    if let twin { read("twin", twin, judge, Self.twinRole) }
    for (index, run) in earlier.enumerated() where !hasRuns {
      read("run \(index + 1)", run, judge, .faint)
    }
    return Chart.Crosshair(x: history.x(Double(point), on: curveAxis), readings: readings)
  }

  /// What a series says at a point, or said last before it.
  private static func bucket(_ values: Pyramid, at point: Int) -> Pyramid.Bucket? {
    if let bucket = values.bucket(at: point), bucket.hasValue || bucket.nonFinite > 0 {
      return bucket
    }
    return values.last(before: point + 1)?.bucket
  }

  /// Where a point lies: its epoch, or its step where there is none.
  func placeText(_ point: Int) -> String {
    let axis: SeriesTable.Axis =
      curveAxis == .step || !history.axes.contains(.epoch) ? .step : .epoch
    let x = history.x(Double(point), on: axis)
    return x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : significant(x)
  }

  /// A bucket's value, or all it ranges over; after it the smoothed one.
  private func reading(_ bucket: Pyramid.Bucket) -> String {
    var text = bucket.hasValue ? significant(bucket.last) : ""
    if bucket.hasValue, bucket.minimum != bucket.maximum {
      text = "\(significant(bucket.minimum))..\(significant(bucket.maximum))"
    }
    if bucket.nanCount > 0 { text += text.isEmpty ? "NaN" : " NaN" }
    if bucket.infinityCount > 0 { text += text.isEmpty ? "inf" : " inf" }
    if let index = curves.smoothing, bucket.averages[index] != 0, bucket.averages[index].isFinite {
      text += "  ~\(significant(Double(bucket.averages[index])))"
    }
    return text
  }

  /// Where what is worth least is best, the lowest value on data that is not learned from.
  func best(_ group: ChartGroup) -> Series.Reading? {
    group.falls ? group.judge.flatMap { history[$0.series]?.lowest } : nil
  }

  // MARK: - Marks

  var chartMarks: [Chart.Mark] {
    marks.map { mark in
      Chart.Mark(
        x: curveX(ofEpoch: Double(mark.epoch)), glyph: glyph(mark.kind), role: role(mark.kind),
        name: name(mark.kind))
    }
  }

  private func glyph(_ kind: Mark.Kind) -> String {
    switch kind {
    case .raised: glyphs.raised
    case .fixed: glyphs.fixed
    case .bugOn: glyphs.warning
    case .setting: glyphs.bullet
    }
  }

  private func role(_ kind: Mark.Kind) -> Role {
    switch kind {
    case .raised: .bad
    case .fixed: .good
    case .bugOn: .warning
    case .setting: .faint
    }
  }

  private func name(_ kind: Mark.Kind) -> String {
    switch kind {
    case .raised: "raised"
    case .fixed: "fixed"
    case .bugOn: "bug on"
    case .setting: "setting changed"
    }
  }
}
