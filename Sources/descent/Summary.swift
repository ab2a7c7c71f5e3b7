import ArgumentParser
import Cells
import Foundation
import Run
import RunLog

/// `descent summary FILE|DIR…`: the series of runs, without a screen.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Sum up runs: a table of their series, with first, last and best values.",
    discussion: """
      Reads our own logs and those of other programs: JSONL, CSV, what is printed, TensorBoard's \
      event files, W&B's .wandb, trackio's databases. Ends with 1 when a run failed.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "text, or json.") var format = Format.text

  @Option(help: ArgumentHelp("Draw the curves as a figure to a .svg file.", valueName: "file"))
  var plot: String?

  @Argument(help: ArgumentHelp("Logs, or folders of logs.", valueName: "file"))
  var files: [String]

  func validate() throws {
    if let plot, try Picture(path: plot).format != .svg {
      throw ValidationError("--plot writes .svg files, not '\(plot)'")
    }
  }

  func run() throws {
    let files = try RunFiles(files)
    let picture = try plot.map { try Picture(path: $0) }
    try picture?.expectWritable()
    var curves = RunCurves()
    let progress = ReadingProgress(files)
    var runs: [RunLog.Summary.Run] = []
    for source in files.sources {
      var summary = Summary(name: source.name)
      try source.read(progress) { items in
        for item in items {
          summary.add(item)
          if picture != nil { curves.add(item, run: runs.count + summary.runs.count) }
        }
      }
      if summary.runs.allSatisfy({ $0.series.isEmpty }) {
        complain("descent: \(source.name): no readings")
      }
      runs += summary.runs
    }
    progress.end()
    switch format {
    case .json: print(Summary.json(runs))
    case .text: for line in Summary.table(runs) { tell(line) }
    }
    try picture?.write(curves.figure(runs.map(\.name)).svg())
    if runs.contains(where: { $0.status == .failed }) { throw ExitCode(1) }
  }
}
