import ArgumentParser
import Foundation
import RunLog

/// `descent convert FILE --to FORMAT`: a run's series in another format.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a log in another format.",
    discussion: """
      Reads what summary reads. jsonl and csv go to stdout or to --output; tensorboard needs \
      --output, a folder, and writes a folder within it for each run when there are several.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

  @Option(name: .customLong("to"), help: "jsonl, or csv.")
  var format: Format

  @Option(help: ArgumentHelp("Write to a file instead of stdout.", valueName: "file"))
  var output: String?

  @Argument(help: ArgumentHelp("A log, or a folder that is a run.", valueName: "file"))
  var file: String

  func run() throws {
    let files = try RunFiles([file])
    let log = try LogFile(path: output)
    var writer: any RunWriter
    switch format {
    case .jsonl: writer = JSONLinesWriter()
    case .csv: writer = try Self.csv(files)
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
