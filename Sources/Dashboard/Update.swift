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
      if showsLog, !showsProgram { receive(alone: events) } else { receive(events) }
      return []
    case .log(let log, let name, let events):
      receive(events, log: log, name: name)
      return []
    case .loading(let part):
      loading = part
      return []
    case .tick(let time):
      ageNotice(time)
      if phase == .running { rate.update(time: time, count: counted.count) }
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
}
