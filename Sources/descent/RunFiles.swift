import ArgumentParser
import Foundation
import RunLog

/// The logs that a path names: a file, or all that lie in a folder.
struct RunFiles {
  /// One log, or a folder of event files that are one run.
  struct Source {
    var name: String
    var paths: [String]
  }

  private(set) var sources: [Source] = []

  init(_ paths: [String]) throws {
    for path in paths {
      guard FileManager.default.fileExists(atPath: path) else {
        complain("error: no such file: \(path)")
        throw ExitCode(66)
      }
      let found = Self.find([path])
      if found.isEmpty { complain("descent: no logs in \(path)") }
      sources += found
    }
  }

  /// The logs that are there now.
  static func find(_ paths: [String]) -> [Source] {
    paths.flatMap { path -> [Source] in
      let name = (path as NSString).lastPathComponent
      return isFolder(path) ? sources(in: path, name) : [Source(name: name, paths: [path])]
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a file is a database, which may hold several runs.
  static func isDatabase(_ path: String) -> Bool {
    // What is read of a pipe is gone.
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = FileHandle(forReadingAtPath: path)
    else { return false }
    defer { try? file.close() }
    return TrackioDatabase.isBeginning(Array((try? file.read(upToCount: 16)) ?? Data()))
  }

  private static let endings: Set<String> = [
    "jsonl", "json", "csv", "tsv", "txt", "log", "out", "wandb", "db", "gz",
  ]
  /// What programs leave beside their logs.
  private static let others: Set<String> = [
    "config.json", "requirements.txt", "wandb-metadata.json", "wandb-summary.json", "output.log",
    "tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "generation_config.json",
    "special_tokens_map.json", "debug.log", "debug-internal.log", "debug-core.log",
  ]

  /// The logs of a folder, and those of the folders in it.
  private static func sources(in folder: String, _ name: String) -> [Source] {
    let entries = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var found: [Source] = []
    let events = entries.filter { $0.contains("tfevents") }
    if !events.isEmpty {
      found.append(Source(name: name, paths: events.map { "\(folder)/\($0)" }))
    }
    let isOfRun = entries.contains { $0.hasSuffix(".wandb") }
    for entry in entries where !entry.hasPrefix(".") && !events.contains(entry) {
      let path = "\(folder)/\(entry)"
      if isFolder(path) {
        // Beside its log a run of W&B keeps copies of what it prints; links lead in circles.
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        let isCopy = isOfRun && ["files", "logs", "tmp"].contains(entry)
        if !isCopy, !isLink { found += sources(in: path, "\(name)/\(entry)") }
      } else if endings.contains((entry as NSString).pathExtension), !others.contains(entry) {
        found.append(Source(name: "\(name)/\(entry)", paths: [path]))
      }
    }
    return found
  }
}

extension RunFiles.Source {
  /// Reads the log to its end, piece by piece, and hands on what each piece adds.
  func read(_ progress: ReadingProgress, _ body: ([LogItem]) throws -> Void) throws {
    // Event files of one folder are one run, which the first begins and the last ends.
    var (hasBegun, ended) = (false, LogItem?.none)
    for path in paths {
      try Self.read(path, progress) { items in
        guard paths.count > 1 else { return try body(items) }
        for item in items {
          switch item {
          case .run where hasBegun: continue
          case .end: ended = item
          default: try body([item])
          }
          hasBegun = true
        }
      }
    }
    if let ended { try body([ended]) }
  }

  private static func read(
    _ path: String, _ progress: ReadingProgress, _ body: ([LogItem]) throws -> Void
  ) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      complain("error: cannot read \(path)")
      throw ExitCode(66)
    }
    defer { _ = close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var reader = LogReader()
    var isFirst = true
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      progress.add(count)
      if isFirst, TrackioDatabase.isBeginning(Array(buffer[..<count])) {
        return try readDatabase(path, body)
      }
      isFirst = false
      let items = buffer.withUnsafeBufferPointer {
        reader.read(UnsafeBufferPointer(rebasing: $0[..<count]))
      }
      try body(items)
    }
    try body(reader.end())
  }

  private static func readDatabase(_ path: String, _ body: ([LogItem]) throws -> Void) throws {
    do {
      try TrackioDatabase(path: path).read(body)
    } catch let failure as TrackioDatabase.Failure {
      complain("error: \(path) is no database of trackio: \(failure)")
      throw ExitCode(65)
    }
  }

  /// How many bytes there are to read.
  var size: Int {
    paths.reduce(0) { sum, path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
    }
  }
}

/// A bar on stderr while large logs are read, when that is a terminal.
final class ReadingProgress {
  private let total: Int
  private var done = 0
  private var shown = -1
  private let isTerminal = isatty(STDERR_FILENO) == 1
  /// Less than this is read in a moment.
  private static let large = 16 << 20

  /// Of something whose size is said as it is read.
  init() { total = 0 }

  init(_ files: RunFiles) { total = files.sources.reduce(0) { $0 + $1.size } }

  func add(_ count: Int) { reached(done + count, of: total) }

  /// So many bytes have been read from the beginning.
  func reached(_ count: Int, of total: Int) {
    done = count
    guard isTerminal, total > Self.large else { return }
    let percent = min(done * 100 / total, 100)
    guard percent != shown else { return }
    shown = percent
    let filled = String(repeating: "━", count: percent * 30 / 100)
    let rest = String(repeating: "─", count: 30 - percent * 30 / 100)
    write("\r\(filled)\(rest) \(percent) %  \(done >> 20) of \(total >> 20) MB")
  }

  /// Takes the bar away.
  func end() {
    if shown >= 0 { write("\r\u{1B}[K") }
    shown = -1
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
