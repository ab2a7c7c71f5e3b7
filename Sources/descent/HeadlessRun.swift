import ArgumentParser
import Cells
import Dashboard
import Files
import Foundation
import Run
import RunLog
import Training

/// Reads a source's events to their end and writes them as a log.
struct HeadlessRun {
  let format: any LogFormat
  let output: String?
  /// Where the curves are drawn to at the end.
  var plot: String?
  /// The folder that TensorBoard's event files go to.
  var events: String?
  var guess: Guess?
  /// Keeps log and checkpoints together; nil for a run that is not saved.
  var keeping: LogKeeping?
  /// What the run goes on from; nil for its beginning.
  var resumption: Resumption?

  /// Trains without a screen.
  static func train(
    _ experiment: Experiment, _ options: Trainer.Options, _ format: any LogFormat, output: String?,
    plot: String? = nil, events: String? = nil, guess: Guess? = nil,
    saving: SaveOptions = SaveOptions(), resumption: Resumption? = nil
  ) throws {
    var options = options
    let keeping = try saving.folder().map(LogKeeping.init)
    if let keeping {
      options.saving = Trainer.Saving(every: saving.every) { try keeping.write($0, $1) }
    }
    options.resuming = resumption?.checkpoint
    if let resumption {
      try reportingDamage(saving.resume) {
        try resumption.checkpoint.check(experiment, options.catalogue)
      }
    }
    try HeadlessRun(
      format: format, output: output, plot: plot, events: events, guess: guess, keeping: keeping,
      resumption: resumption
    ).run { [options] in
      let trainer = Trainer(experiment, options: options)
      return (trainer, { trainer.send(.stop) })
    }
  }

  /// The event as the log may show it: a guess hides what would give the bug away.
  private func visible(_ event: TrainingEvent) -> TrainingEvent? {
    guard guess != nil else { return event }
    if case .error(let report) = event { return .error(Guess.plain(report)) }
    return Guess.mayShow(event) ? event : nil
  }

  /// What of an event goes to stderr.
  private static func complaints(_ event: TrainingEvent) -> [String] {
    switch event {
    case .error(let report): report.reportLines
    case .symptom(let symptom): symptom.reportLines
    case .verdict(let verdict): [verdict.text]
    case .twinDiverged(let epoch): ["epoch \(epoch): first difference from the healthy twin"]
    case .fixed(let epoch): ["fixed: epoch \(epoch) is run again"]
    case .setting(let name, let value, _) where name.hasPrefix("bug"): ["\(name): \(value)"]
    case .print(let text): [text]
    default: []
    }
  }

  /// Ends with the exit code the run deserves. `start` gives the source, and what stops it from
  /// any thread.
  func run(_ start: () -> (any EventSource, @Sendable () -> Void)) throws {
    let file = try LogFile(path: output, continuingAt: resumption?.logBytes)
    var eventFile = try self.events.map { try EventFile(folder: $0) }
    let picture = try plot.map { try Picture(path: $0) }
    try picture?.expectWritable()
    var curves = picture.map { _ in DashboardState() }
    let interrupts = Interrupts()
    let (source, interrupt) = start()
    var format = format
    // What a log begins with is in the file already.
    var isBeginning = file.isContinued
    if isBeginning { _ = format.lines(for: .epoch(.headline)) }
    var status = EndStatus.interrupted
    var beat = Beat()
    do {
      // A log that cannot be written ends the training as well.
      defer {
        keeping?.end()
        source.stop()
      }
      try interrupts.onSignal(interrupt)
      reading: while true {
        beat.wait()
        let lists = source.takeLists(waiting: nil)
        if lists.isEmpty { break reading }
        for list in lists {
          let events = guess == nil ? list : list.compactMap(visible)
          _ = curves?.update(.events(events))
          for event in events {
            if isBeginning {
              if case .phase(.running) = event { isBeginning = false }
              guard case .error = event else { continue }
            }
            for line in format.lines(for: event) { try file.write(line) }
            try eventFile?.write(event)
            if case .error = event { try file.flush() }
            for text in Self.complaints(event) {
              for line in text.separateLines { complain(String(line)) }
            }
            if case .end(let end) = event { status = end }
          }
        }
        // Who reads the log through a pipe sees each line when there is one.
        try file.flush()
        keeping?.wrote(lists.reduce(0) { $0 + $1.count }, bytes: file.byteCount)
      }
    }
    try file.flush()
    try eventFile?.close()
    if let curves { try picture?.write(curves.figure().svg()) }
    if let failure = keeping?.failure { throw failure }
    guess?.ask()
    switch status {
    case .finished: return
    case .failed: throw ExitCode(1)
    case .interrupted: throw ExitCode(interrupts.exitCode)
    }
  }
}

/// Keeps a reader from being woken more than a thousand times a second: an epoch of a small net is
/// over in microseconds, and to wake somebody for each takes the trainer as long again.
private struct Beat {
  private static let interval: UInt64 = 1_000_000
  private var last: UInt64 = 0

  /// Waits until a millisecond after the last call; not at all when more has passed.
  mutating func wait() {
    let now = DispatchTime.now().uptimeNanoseconds
    let due = last + Self.interval
    if now < due { usleep(UInt32((due - now) / 1000)) }
    last = DispatchTime.now().uptimeNanoseconds
  }
}

/// Where a log goes: stdout, or what stands at a path.
struct LogFile {
  private let file: OutputFile
  /// The file had a beginning, which is kept.
  let isContinued: Bool
  /// Bytes written and flushed, with those that a continued file began with; nil for what is no file.
  var byteCount: Int? { file.byteCount }

  /// `continuingAt` is the length to which a file that is there is cut back, and then goes on.
  init(path: String?, continuingAt length: Int? = nil) throws {
    guard let path, let length, FileManager.default.fileExists(atPath: path) else {
      file = try path.map { try OutputFile(path: $0) } ?? OutputFile()
      isContinued = false
      return
    }
    do {
      file = try OutputFile(path: path, continuingAt: length)
    } catch .notTheSame {
      complain("error: \(path) is not the log that the checkpoint was saved with")
      throw ExitCode(65)
    } catch .file(let error) {
      throw error
    }
    isContinued = true
  }

  func write(_ line: String) throws { try file.write(line: line) }
  func flush() throws { try file.flush() }
}

extension EpochRecord {
  /// An epoch that only makes a format say its head.
  fileprivate static let headline = EpochRecord(
    epoch: 0, trainLoss: 0, trainAccuracy: 0, testLoss: 0, testAccuracy: 0, learningRate: 0,
    seconds: 0)
}
