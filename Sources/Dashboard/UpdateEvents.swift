import Run

/// What a run says becomes the dashboard's state.
extension DashboardState {
  /// Epochs that are added to the curves at once: as many as the nearest cache holds.
  private static let mostEpochs = 256

  mutating func receive(_ events: [TrainingEvent]) {
    var epochs: [EpochRecord] = []
    epochs.reserveCapacity(min(events.count, Self.mostEpochs))
    for event in events {
      if case .epoch(let record) = event {
        if epochs.count == Self.mostEpochs { receive(&epochs) }
        epochs.append(record)
      } else {
        receive(&epochs)
        if let shown = veiled(event) { receive(shown) }
      }
    }
    receive(&epochs)
    if !hasRuns, history.series.count != groupedSeries { groupSeries() }
  }

  private mutating func receive(_ epochs: inout [EpochRecord]) {
    guard let last = epochs.last else { return }
    history.append(contentsOf: epochs)
    learningRate = last.learningRate
    epochs.removeAll(keepingCapacity: true)
  }

  private mutating func receive(_ event: TrainingEvent) {
    switch event {
    case .run(let info): begin(info)
    case .listing(let lines):
      looks.renumber(from: listing, to: lines)
      listing = lines
      editor?.follow(lines.text)
    case .epoch: break  // received with its neighbours, above
    case .record(let record): history.append(record)
    case .twin(let record):
      twin = twin ?? SeriesTable()
      twin?.append(record)
    case .twinDiverged(let epoch): say("epoch \(epoch): first difference from the healthy twin")
    case .bug(let change): switched(change)
    case .mistake(let mistake): takeMistake(mistake)
    case .completions(let words, let text): takeCompletions(words, of: text)
    case .error(let report):
      failure = report
      notice = nil
      // Where one panel only can be seen, it is to be what raised.
      shown = shown.filter { $0.key.rung != .single }
      scroll[.diagnosis] = nil
      scroll[.graph] = nil
      listingColumn = 0
      // Where one panel only can be seen, the lines would hide what raised.
      if lastLayout?.rung == .single, editor?.line == nil, editor?.isDirty == false {
        editor = nil
      }
      marks.append(Mark(epoch: report.epoch, kind: .raised))
      say("\(report.unit) \(report.epoch): \(report.headline)")
    case .fixed(let epoch):
      failure = nil
      marks.append(Mark(epoch: epoch, kind: .fixed))
      say("epoch \(epoch): fixed, run again")
    case .setting(let name, let value, let epoch):
      if name == "optimizer" { run?.optimizer = value }
      if name == "lr", let rate = Double(value) { learningRate = rate }
      if !name.hasPrefix("bug") { marks.append(Mark(epoch: epoch, kind: .setting)) }
      say("epoch \(epoch): \(name) \(value)")
    case .print(let text): say(text)
    case .output(let lines): output = lines
    case .rank(let reading): takeRank(reading)
    case .value(let name, let value, let epoch):
      history.append(Record(epoch: Double(epoch), values: [Record.Value(name, value)]))
    case .symptom(let symptom):
      notice = nil
      looks.take(symptom)
      let text = symptom.isPresent ? symptom.text : "\(symptom.id) is gone"
      say("\(symptom.unit) \(symptom.epoch): \(text)")
    case .verdict(let result): say("epoch \(result.epoch): \(result.text)")
    case .phase(let next):
      if next != .running { rate.reset() }
      phase = next
      if next == .running, scrubbed != nil { (scrubbed, curves.crosshair) = (nil, nil) }
      if next == .finished, !showsLog {
        say(
          "epoch \(epoch): finished; \(nextStep.map { "\($0.label) \($0.short ?? "")" } ?? "q quits")"
        )
      }
    case .observation(let observation):
      looks.take(observation)
      noteNorm(observation)
    case .end(let status): end = status
    }
  }

  private mutating func begin(_ info: RunInfo) {
    if history.count > 0, run?.preset == info.preset {
      earlier = Array((earlier + [history]).suffix(3))
    } else {
      earlier = []
    }
    run = info
    history = SeriesTable(names: info.series)
    if !hasRuns { groupSeries() }
    twin = nil
    norms = SeriesTable()
    marks = []
    failure = nil
    (ranks, output) = (RankTable(), [])
    looks = Looks()
    scroll = [:]
    activeBugs = []
    (editor, draft) = (nil, nil)
    (listingColumn, bugChoice, scrubbed) = (0, nil, nil)
    learningRate = info.learningRate
    rate.reset()
    end = nil
    if !showsLog { say("\(info.preset), seed \(info.seed)") }
    for setting in info.settings { say("\(setting.name) \(setting.value)") }
  }

  private mutating func switched(_ change: BugSwitch) {
    let edit = BugInfo.editedByHand
    if change.id == edit.id, run?.bugs.contains(where: { $0.id == edit.id }) == false {
      run?.bugs.append(edit)
    }
    if change.isOn {
      activeBugs.insert(change.id)
      marks.append(Mark(epoch: change.epoch, kind: .bugOn))
    } else {
      activeBugs.remove(change.id)
    }
    say("epoch \(change.epoch): bug \(change.id) \(change.isOn ? "on" : "off")")
  }

  mutating func say(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      // Of several runs it is to be clear which one it is about.
      messages.append(runs.map { "\($0.rows[$0.current].name): \(line)" } ?? String(line))
    }
    if messages.count > 500 { messages.removeFirst(messages.count - 500) }
  }
}
