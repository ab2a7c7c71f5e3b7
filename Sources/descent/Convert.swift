import ArgumentParser
import Foundation
import RunLog
import Text

/// `descent convert FILE --to FORMAT`: a run's series in another format.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a log in another format.",
    discussion: """
      Reads what summary reads. jsonl and csv go to stdout or to --output; tensorboard needs \
      --output, a folder; a second run and those after it get a folder each within it.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv, tensorboard }

  @Option(name: .customLong("to"), help: "jsonl, csv, or tensorboard.")
  var format: Format

  @Option(help: ArgumentHelp("Write to a file instead of stdout.", valueName: "file"))
  var output: String?

  @Argument(help: ArgumentHelp("A log, or a folder that is a run.", valueName: "file"))
  var file: String

  func validate() throws {
    if format == .tensorboard, output == nil {
      throw ValidationError("--to tensorboard needs --output, a folder")
    }
  }

  func run() throws {
    let files = try RunFiles([file])
    if format == .tensorboard, let output { return try writeEvents(files, output) }
    let log = try LogFile(path: output)
    var writer: any RunWriter
    switch format {
    case .jsonl: writer = JSONLinesWriter()
    case .csv: writer = try Self.csv(files)
    case .tensorboard: return
    }
    let progress = ReadingProgress(files)
    for source in files.sources {
      try source.read(progress) { items in
        for item in items { for line in writer.lines(for: item) { try log.write(line) } }
      }
    }
    progress.end()
    try log.flush()
  }

  /// A folder for each run, when there are several.
  private func writeEvents(_ files: RunFiles, _ folder: String) throws {
    let progress = ReadingProgress(files)
    var file: EventFile?
    var runs = 0
    for source in files.sources {
      try source.read(progress) { items in
        for item in items {
          switch item {
          case .run(let name, _):
            runs += 1
            try file?.close()
            // The first run lies in the folder itself, as TensorBoard shows it.
            file = try EventFile(
              folder: runs == 1 ? folder : "\(folder)/\((name ?? "run").asFileName) \(runs)")
          default:
            guard let values = item.values else { continue }
            try file?.write(values.record, epoch: values.epoch)
          }
        }
      }
    }
    try file?.close()
    progress.end()
  }

  /// A table has a column for each series, and so the log is read once before.
  private static func csv(_ files: RunFiles) throws -> CSVWriter {
    var names: [String] = []
    var known: Set<String> = []
    var runs = 0
    let progress = ReadingProgress(files)
    for source in files.sources {
      var summary = Summary(name: source.name)
      try source.read(progress) { for item in $0 { summary.add(item) } }
      runs += summary.runs.count
      for series in summary.runs.flatMap(\.series) where known.insert(series.name).inserted {
        names.append(series.name)
      }
    }
    progress.end()
    return CSVWriter(names: names, runs: runs)
  }
}
