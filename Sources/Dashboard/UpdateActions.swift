import Cells
import Run

/// What an action does, whatever key or click asked for it.
extension DashboardState {
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
    case .restart:
      // A log that is read again says the same again: no second run.
      isReadAgain = showsLog
      return [.send(.restart(seed: nil))]
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
