import ArgumentParser
import CFiles
import Foundation
import Training

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder with a checkpoint: `run.json` and files of tensors.
struct CheckpointFolder: Sendable {
  let path: String

  private static let stateFile = "run.json"
  private static let logFile = "log.json"

  /// How long the log was.
  private struct LogPlace: Codable { var bytes: Int? }

  init(path: String) { self.path = URL(fileURLWithPath: path).standardizedFileURL.path }

  // MARK: - Writing

  /// Throws where the folder cannot be written, or holds something else.
  func expectWritable() throws {
    let files = FileManager.default
    if let found = try? files.contentsOfDirectory(atPath: path), !found.isEmpty,
      !found.contains(Self.stateFile)
    {
      throw CheckpointError("\(path) holds something else than a checkpoint")
    }
    try writing {
      try makeParent()
      try? files.removeItem(atPath: fresh)
      try files.createDirectory(atPath: fresh, withIntermediateDirectories: false)
      try files.removeItem(atPath: fresh)
    }
  }

  /// Puts a checkpoint in place of the one that is there: a new folder becomes this one by one
  /// call of the system, so that the folder is always the old or the new.
  func write(_ checkpoint: Checkpoint, logBytes: Int?) throws {
    let files = FileManager.default
    let state = try checkpoint.state.json()
    try writing {
      try? files.removeItem(atPath: fresh)
      try files.createDirectory(atPath: fresh, withIntermediateDirectories: false)
      try state.write(to: URL(fileURLWithPath: "\(fresh)/\(Self.stateFile)"))
      try JSONEncoder().encode(LogPlace(bytes: logBytes))
        .write(to: URL(fileURLWithPath: "\(fresh)/\(Self.logFile)"))
      for (name, data) in checkpoint.files {
        try data.write(to: URL(fileURLWithPath: "\(fresh)/\(name)"))
      }
      try replace()
    }
  }

  /// Where the new folder is made: beside the old one, on the same file system.
  private var fresh: String { path + ".new" }
  /// Where the old one stands for a moment on systems that cannot exchange two folders.
  private var former: String { path + ".old" }

  private func makeParent() throws {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
  }

  private func replace() throws {
    // Works where there is none, or an empty one.
    if rename(fresh, path) == 0 { return }
    if cf_exchange(fresh, path) {
      try? FileManager.default.removeItem(atPath: fresh)
      return
    }
    try? FileManager.default.removeItem(atPath: former)
    guard rename(path, former) == 0, rename(fresh, path) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
    try? FileManager.default.removeItem(atPath: former)
  }

  private func writing(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw CheckpointError("cannot write \(path)")
    }
  }

  // MARK: - Reading

  /// The checkpoint and how long the log was; throws a `CheckpointError` that names the folder, or
  /// the exit code of a folder that is not there.
  func read() throws -> (Checkpoint, logBytes: Int?) {
    let folder = [path, former].first { FileManager.default.fileExists(atPath: $0) }
    guard let folder else {
      complain("error: no such checkpoint: \(path)")
      throw ExitCode(66)
    }
    func data(_ name: String) throws -> Data {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw CheckpointError("\(name) cannot be read")
      }
      return data
    }
    let state = try Checkpoint.State(json: data(Self.stateFile))
    var files: [String: Data] = [:]
    for name in Checkpoint.File.all { files[name] = try data(name) }
    guard let log = try? JSONDecoder().decode(LogPlace.self, from: data(Self.logFile)) else {
      throw CheckpointError("\(Self.logFile) cannot be read")
    }
    return (Checkpoint(state: state, files: files), log.bytes)
  }
}
