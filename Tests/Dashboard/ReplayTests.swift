import Foundation
import Run
import RunLog
import Testing
import Training

@testable import Dashboard

@Suite struct ReplayTests {
  static let presets = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Presets").path

  /// A run of the trainer, and what its log makes of it, show the same screen.
  @Test(arguments: [false, true], [(120, 36), (80, 24), (30, 3)])
  func aReplayedRunShowsTheSameScreen(_ fixes: Bool, _ size: (width: Int, height: Int)) throws {
    var experiment = try PresetFolder(path: Self.presets).load("seed")
    experiment.epochs = 30
    var options = Trainer.Options(
      catalogue: try Catalogue(folders: [Self.presets + "/bugs"]))
    options.bugs = [BugSwitch(id: "argmax", isOn: true, epoch: 20)]
    options.fixesItself = fixes
    let trainer = Trainer(experiment, options: options)
    defer { trainer.stop() }
    var (log, reader, items) = (JSONLog(), TextReader(), LogEvents(name: "log"))
    var (live, replayed) = (DashboardState(), DashboardState())
    while true {
      let events = trainer.takeEvents(waiting: nil)
      if events.isEmpty { break }
      _ = live.update(.events(events))
      let lines = events.flatMap { log.lines(for: $0) }
      let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
      _ = replayed.update(.events(items.events(for: reader.read(bytes))))
    }
    _ = replayed.update(.events(items.events(for: reader.end())))
    // What there is to switch on is no part of a log.
    live.run?.bugs = []
    #expect(replayed.history.count == (fixes ? 30 : 20))
    #expect(
      replayed.view(width: size.width, height: size.height)
        == live.view(width: size.width, height: size.height))
  }
}
