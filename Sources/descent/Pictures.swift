import ArgumentParser
import Cells
import Dashboard
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
  func expectWritable() throws {
    let isThere = FileManager.default.fileExists(atPath: path)
    let isWritable =
      isThere
      ? FileManager.default.isWritableFile(atPath: path)
      : FileManager.default.createFile(atPath: path, contents: nil)
    guard isWritable else {
      complain("error: cannot write \(path)")
      throw ExitCode(73)
    }
  }

  func write(_ content: String) throws {
    do {
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      complain("error: cannot write \(path)")
      throw ExitCode(73)
    }
  }

  /// Writes the screen and says so, or why not.
  func writeOrExplain(_ screen: Screen, theme: Theme) -> String {
    let url = URL(fileURLWithPath: path)
    do {
      try Data(content(screen, theme: theme).utf8).write(to: url)
      return "saved \(url.path)"
    } catch {
      return "cannot write \(url.path): \(error.localizedDescription)"
    }
  }
}

/// `descent run --snapshot`: trains to the end without a screen and draws the last one.
struct SnapshotRun {
  let experiment: Experiment
  let options: Trainer.Options
  let picture: Picture
  let size: PictureSize
  let theme: Theme
  let glyphs: Glyphs

  /// Ends with the exit code the run deserves.
  func run() throws {
    try picture.expectWritable()
    let interrupts = Interrupts()
    let trainer = Trainer(experiment, options: options)
    // Times differ from run to run; the same run is to give the same picture.
    trainer.send(.observe(Set(Observation.Kind.allCases).subtracting([.timing])))
    interrupts.onSignal { trainer.send(.stop) }
    var state = DashboardState(pace: nil, glyphs: glyphs, theme: theme)
    while true {
      let events = trainer.takeEvents(waiting: nil)
      if events.isEmpty { break }
      _ = state.update(.events(events))
    }
    trainer.stop()
    let screen = state.view(width: size.width, height: size.height)
    try picture.write(picture.content(screen, theme: theme))
    switch state.end {
    case .finished: return
    case .failed: throw ExitCode(1)
    case .interrupted, nil: throw ExitCode(interrupts.exitCode)
    }
  }
}
