import ArgumentParser
import Cells
import Dashboard
import Files
import Foundation
import Run
import RunLog
import Training

/// Columns and rows, as `120x36`.
struct PictureSize: ExpressibleByArgument {
  let width: Int
  let height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
      (1...1000).contains(width), (1...1000).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  var defaultValueDescription: String { "\(width)x\(height)" }
}

/// A file that a screen is drawn to; its name's ending says how.
struct Picture {
  enum Format: String, CaseIterable { case svg, txt, ansi }

  let path: String
  let format: Format

  init(path: String, format: Format) {
    self.path = path
    self.format = format
  }

  init(path: String) throws {
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let format = Format(rawValue: ending) else {
      throw ValidationError(
        "'\(path)' must end in \(Format.allCases.map { "." + $0.rawValue }.joined(separator: ", "))"
      )
    }
    self.init(path: path, format: format)
  }

  func content(_ screen: Screen, theme: Theme) -> String {
    switch format {
    case .svg: screen.svg(theme: theme)
    case .txt: screen.text + "\n"
    case .ansi: screen.ansi(theme: theme)
    }
  }

  /// Fails before any work is done when the file cannot be made; one that is there stays whole.
  func expectWritable() throws { try WholeFile.expectWritable(path) }

  func write(_ content: String) throws { try WholeFile.write(content.utf8, to: path) }

  /// Writes the screen and says so, or why not.
  func writeOrExplain(_ screen: Screen, theme: Theme) -> String {
    let place = URL(fileURLWithPath: path).path
    do {
      try WholeFile.write(content(screen, theme: theme).utf8, to: place)
      return "saved \(place)"
    } catch {
      return "\(error)"
    }
  }
}

/// The last screen as a picture, without a terminal.
struct SnapshotOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the last screen to a .svg, .txt or .ansi file instead of showing any.",
      valueName: "file"))
  var snapshot: String?

  @Option(
    help: ArgumentHelp("Columns and rows of the snapshot (default: 120x36).", valueName: "wxh"))
  var size = PictureSize(width: 120, height: 36)

  /// Nil when there is to be none.
  var picture: Picture? { snapshot.flatMap { try? Picture(path: $0) } }

  func validate() throws {
    if let snapshot { _ = try Picture(path: snapshot) }
  }
}

/// Takes in all events of a source without a screen and draws the last one.
struct Snapshot {
  let picture: Picture
  let size: PictureSize
  let screen: ScreenOptions

  /// `start` gives the source, and what stops it from any thread; ends with the exit code the run
  /// deserves.
  func run(_ start: () -> (any EventSource, @Sendable () -> Void)) throws {
    try picture.expectWritable()
    let interrupts = Interrupts()
    let (source, stop) = start()
    // Times differ from run to run; the same run is to give the same picture.
    source.send(.observe(Set(Observation.Kind.allCases).subtracting([.timing])))
    try interrupts.onSignal(stop)
    var state = DashboardState(
      pace: nil, glyphs: screen.ascii ? .ascii : .unicode, theme: screen.colors,
      showsLog: source.showsLog)
    while true {
      let messages = source.takeMessages(waiting: nil)
      if messages.isEmpty { break }
      for message in messages { _ = state.update(message) }
    }
    source.stop()
    let last = state.view(width: size.width, height: size.height)
    try picture.write(picture.content(last, theme: state.theme))
    switch state.end {
    case _ where state.hasRuns: return
    case .finished: return
    case .failed: throw ExitCode(1)
    case .interrupted, nil: throw ExitCode(interrupts.exitCode)
    }
  }
}
