import Cells
import Run

/// What happened, as the dashboard is told.
public enum Message: Sendable {
  case events([TrainingEvent])
  /// What one of several logs says that are shown side by side.
  case log(Int, name: String, [TrainingEvent])
  /// The part of a large log that has been read; nil when all of it has.
  case loading(Double?)
  case input(InputEvent)
  /// Seconds since some start.
  case tick(Double)
  /// The presets there are, as `listPresets` asked.
  case presets([(name: String, summary: String)])
  /// What became of an effect, for the person to read.
  case notice(String)
  /// What the process takes of the machine, about once a second.
  case usage(ProcessUsage)
  /// The lines of the loop as an editor outside gave them back.
  case edited([String])
}

/// What the dashboard wants done outside.
public enum Effect: Sendable, Equatable {
  case send(TrainingCommand)
  case quit
  case suspend
  /// Find out which presets there are.
  case listPresets
  /// Write the screen to a file of this name.
  case savePicture(String)
  /// Put a text into the terminal's clipboard.
  case copy(String)
  /// Write a table's text to a file of this name.
  case writeTable(String, String)
  /// Let a person change these lines in an editor of their own.
  case editOutside([String])
}

extension DashboardState {
  /// The only way the state changes.
  public mutating func update(_ message: Message) -> [Effect] {
    switch message {
    case .events(let events):
      receive(events)
      return []
    case .log(let log, let name, let events):
      receive(events, log: log, name: name)
      return []
    case .loading(let part):
      loading = part
      return []
    case .tick(let time):
      ageNotice(time)
      if phase == .running { rate.update(time: time, count: epoch) }
      return []
    case .presets(let list):
      presets = list
      return []
    case .notice(let text):
      notice = text
      say(text)
      return []
    case .usage(let now):
      usage.add(now, rate: rate.perSecond ?? 0)
      return []
    case .edited(let lines): return takeEdited(lines)
    case .input(let input): return receive(input)
    }
  }

  /// A word in place of the keys goes after a while: what one may press is worth more.
  private mutating func ageNotice(_ time: Double) {
    guard notice != nil else {
      noticeTime = nil
      return
    }
    let since = noticeTime ?? time
    noticeTime = since
    if time - since > 5 { (notice, noticeTime) = (nil, nil) }
  }

  // MARK: - Events

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

  // MARK: - Input

  private mutating func receive(_ input: InputEvent) -> [Effect] {
    switch input {
    case .key(let key): return press(key)
    case .mouse(let action, let x, let y): return mouse(action, x, y)
    case .resize: return []
    case .suspend: return [.suspend]
    // Ctrl-C is the program's while it runs; once more, it is ours.
    case .signal(let number) where number == 2 && showsProgram && end == nil && !hasInterrupted:
      hasInterrupted = true
      return [.send(.interrupt)]
    case .signal, .hangUp: return [.quit]
    }
  }

  mutating func press(_ key: Key) -> [Effect] {
    (notice, noticeTime) = (nil, nil)
    if filterLine != nil { return pressInFilter(key) }
    if guessLine != nil { return pressInGuess(key) }
    switch overlay {
    case .quit:
      overlay = nil
      return key == .character("y") || key == .character("q") || key == .enter ? [.quit] : []
    case .bugs: return pressInList(key, count: foundBugs.count) { $0.chooseBug() }
    case .presets: return pressInList(key, count: foundPresets.count) { $0.choosePreset() }
    case .optimizers:
      return pressInList(key, count: foundOptimizers.count) { $0.chooseOptimizer() }
    case .help: return pressInHelp(key)
    case nil: break
    }
    if let effects = pressInEditor(key) { return effects }
    if let effects = pressInFocus(key) { return effects }
    guard let action = KeyBinding.action(for: key) else {
      if case .character(let character) = key, character != " " {
        notice = "\(character) does nothing; ? shows all keys"
      }
      return []
    }
    return perform(action)
  }

  /// A list that is searched by typing.
  private mutating func pressInList(
    _ key: Key, count: Int, _ choose: (inout DashboardState) -> [Effect]
  ) -> [Effect] {
    switch key {
    case .escape: close()
    case .up: choice = max(choice - 1, 0)
    case .down: choice = max(min(choice + 1, count - 1), 0)
    case .home: choice = 0
    case .end: choice = max(count - 1, 0)
    case .enter: return choose(&self)
    case .character(" ") where search.isEmpty: return choose(&self)
    case .backspace:
      search = String(search.dropLast())
      choice = 0
    case .character(let character):
      search.append(character)
      choice = 0
    default: break
    }
    return []
  }

  private mutating func pressInHelp(_ key: Key) -> [Effect] {
    switch key {
    case .up: choice = max(choice - 1, 0)
    case .down: choice = min(choice + 1, (overlayList?.rows.count ?? 1) - 1)
    case .pageUp, .home: choice = 0
    case .pageDown, .end: choice = (overlayList?.rows.count ?? 1) - 1
    default: close()
    }
    return []
  }

  private mutating func close() {
    overlay = nil
    search = ""
    choice = 0
  }

  private mutating func chooseBug() -> [Effect] {
    guard foundBugs.indices.contains(choice) else { return [] }
    return toggle(foundBugs[choice])
  }

  private mutating func choosePreset() -> [Effect] {
    guard foundPresets.indices.contains(choice) else { return [] }
    let name = foundPresets[choice].name
    close()
    return [.send(.loadPreset(name))]
  }

  private mutating func chooseOptimizer() -> [Effect] {
    guard foundOptimizers.indices.contains(choice) else { return [] }
    let name = foundOptimizers[choice].name
    close()
    return [.send(.setOptimizer(name))]
  }

  mutating func toggle(_ bug: BugInfo) -> [Effect] {
    if isGuessing {
      notice = "a bug is to be guessed: G guesses, `give up` ends it"
      return []
    }
    if let reason = bug.unavailable {
      say("bug \(bug.id): \(reason)")
      notice = "bug \(bug.id): \(reason)"
      return []
    }
    let isOn = !activeBugs.contains(bug.id)
    let change = Effect.send(.setBug(id: bug.id, isOn: isOn))
    let word = "bug \(bug.id) \(isOn ? "on" : "off")"
    // After the last epoch nothing would show what the bug does.
    if phase == .finished && !showsLog {
      notice = "\(word): the run begins again at epoch 0"
      return [change, .send(.restart(seed: nil))]
    }
    if case .paused(.some) = phase {
      notice = "\(word) when this epoch is over; e runs to its end"
    } else {
      notice = word
    }
    return [change]
  }

  mutating func perform(_ action: Action) -> [Effect] {
    switch action {
    case .togglePause:
      if case .paused = phase { return [.send(.resume)] }
      return phase == .running ? [.send(.pause)] : stay()
    case .stepStatement: return step(.stepStatement)
    case .stepEpoch: return step(.stepEpoch)
    case .runToError: return step(.runToError)
    case .showBugs: overlay = .bugs
    case .toggleBug(let index):
      guard let bug = run?.bugs.dropFirst(index).first else { return [] }
      return toggle(bug)
    case .fix: return fix()
    case .guess: if isGuessing { guessLine = LineEditor() }
    case .restart: return [.send(.restart(seed: nil))]
    case .nextSeed: return [.send(.restart(seed: (run?.seed ?? 0) &+ 1))]
    case .showPresets:
      overlay = .presets
      if presets.isEmpty { return [.listPresets] }
    case .showOptimizers: overlay = .optimizers
    case .toggleTwin:
      wantsTwin.toggle()
      if !wantsTwin { twin = nil }
      say("epoch \(epoch): healthy twin \(wantsTwin ? "on" : "off")")
      return [.send(.setTwin(wantsTwin))]
    case .showMessages:
      zoomed = zoomed == .messages ? nil : .messages
      focus = .messages
    case .showHelp: overlay = .help
    case .faster: return setPace(faster: true)
    case .slower: return setPace(faster: false)
    case .raiseRate: return setRate(up: true)
    case .lowerRate: return setRate(up: false)
    case .scrub: return toggleScrubbing()
    case .curves(.crosshairLeft) where focus == .listing && scrubbed == nil: scrollListing(-8)
    case .curves(.crosshairRight) where focus == .listing && scrubbed == nil: scrollListing(8)
    case .curves(let action):
      perform(action)
      if scrubbed != nil { return scrubToCrosshair() }
    case .runs(let action): perform(action)
    case .filter: filterLine = LineEditor(filter)
    case .turnPage(let pages): turnPage(pages)
    case .edit: startEditing()
    case .openEditor where !showsLog:
      return [.editOutside(editor?.text ?? draft?.text ?? listing.text)]
    case .openEditor: break
    case .editor(let action): return perform(action)
    case .nextTheme:
      theme = theme.next
      notice = "theme \(theme.name)"
    case .savePicture: return [.savePicture(pictureName)]
    case .copyPanel: return copyPanel()
    case .writePanel: return writePanel()
    case .nextPanel: moveFocus(1)
    case .previousPanel: moveFocus(-1)
    case .switchPanel: switchPanel(1)
    case .switchPanelBack: switchPanel(-1)
    case .zoomPanel: zoomed = zoomed == nil ? focus : nil
    case .scroll(let rows) where focus.chart != nil:
      if abs(rows) > 1 { turnPage(rows.signum()) }
    case .scroll(let rows) where focus == .runs: chooseRun(rows)
    case .scroll(let rows) where focus == .bugs && shows(.bugs): chooseBug(by: rows)
    case .scroll(let rows): scrollFocused(by: rows)
    case .close:
      // From the inside out.
      if scrubbed != nil {
        return leaveScrubbing()
      } else if bugChoice != nil {
        bugChoice = nil
      } else if curves.crosshair != nil {
        curves.crosshair = nil
      } else if zoomed != nil {
        zoomed = nil
      } else if !filter.isEmpty {
        filter = ""
        groupSeries()
      }
    case .quit:
      // A finished run has nothing left to lose, and a log is kept elsewhere.
      let isLost = showsProgram ? end == nil : phase != .finished && history.count > 0 && !showsLog
      guard isLost else { return [.quit] }
      overlay = .quit
    }
    return []
  }

  /// Makes the edit that is shown, or says why there is none.
  private mutating func fix() -> [Effect] {
    guard canFix else {
      notice =
        isGuessing
        ? "guess first: G"
        : failure != nil
          ? "no edit is known that would fix this; c changes the lines"
          : "nothing is wrong that f could fix"
      return []
    }
    if case .paused(.some) = phase { notice = "fixed when this epoch is over: e runs to its end" }
    return [.send(.fix)]
  }

  /// A step from a running loop first stops it there.
  private mutating func step(_ command: TrainingCommand) -> [Effect] {
    phase == .finished ? stay() : [.send(command)]
  }

  /// Says why a key that lets training go on does nothing.
  private mutating func stay() -> [Effect] {
    if phase == .finished && !showsLog {
      notice = "finished: r runs it again, and so does switching a bug"
    }
    return []
  }

  private mutating func setRate(up: Bool) -> [Effect] {
    let rate = Self.nextRate(learningRate, up: up)
    notice = "learning rate \(significant(rate))"
    return [.send(.setLearningRate(rate))]
  }

  /// Paces go 1, 2, 5, 10, …, 5000, then as fast as the machine can.
  mutating func setPace(faster: Bool) -> [Effect] {
    let paces: [Double] = [1, 2, 5, 10, 20, 30, 60, 100, 200, 500, 1000, 2000, 5000]
    if faster {
      pace = pace.flatMap { now in paces.first { $0 > now } }
    } else {
      pace = pace.map { now in paces.last { $0 < now } ?? 1 } ?? paces.last
    }
    let text = "pace \(pace.map { "\(Int($0)) epochs/s" } ?? "max")"
    say("epoch \(epoch): \(text)")
    notice = text
    return [.send(.setPace(pace))]
  }

  /// Rates go 1, 2, 5, 10 in each power of ten.
  static func nextRate(_ rate: Double, up: Bool) -> Double {
    var rates: [Double] = []
    for power in -7...1 { for factor in [1.0, 2, 5] { rates.append(factor * exactPower(power)) } }
    if up { return rates.first { $0 > rate * 1.0001 } ?? rate }
    return rates.last { $0 < rate * 0.9999 } ?? rate
  }

  private static func exactPower(_ power: Int) -> Double {
    var result = 1.0
    for _ in 0..<abs(power) { result *= 10 }
    return power < 0 ? 1 / result : result
  }
}
