import ArgumentParser
import Files
import Foundation
import Training

/// A folder with a checkpoint: `run.json` and files of tensors.
struct CheckpointFolder: Sendable {
  private let folder: WholeFolder
  var path: String { folder.path }

  private static let stateFile = "run.json"
  private static let logFile = "log.json"

  /// How long the log was.
  private struct LogPlace: Codable { var bytes: Int? }

  init(path: String) {
    folder = WholeFolder(
      path: URL(fileURLWithPath: path).standardizedFileURL.path,
      names: Set([Self.stateFile, Self.logFile] + Checkpoint.File.all))
  }

  // MARK: - Writing

  /// Throws where the folder cannot be written, or holds something else: all of it is replaced.
  func expectWritable() throws {
    if let stranger = folder.strangers?.min() {
      throw CheckpointError("\(path) holds something else than a checkpoint: \(stranger)")
    }
    try folder.expectWritable()
  }

  /// Puts a checkpoint in place of the one that is there, which stays whole until then.
  func write(_ checkpoint: Checkpoint, logBytes: Int?) throws {
    var files = checkpoint.files
    files[Self.stateFile] = try checkpoint.state.json()
    files[Self.logFile] = try JSONEncoder().encode(LogPlace(bytes: logBytes))
    try folder.write(files.mapValues { Array($0) })
  }

  // MARK: - Reading

  /// The checkpoint and how long the log was; throws a `CheckpointError` that names the folder, or
  /// the exit code of a folder that is not there.
  func read() throws -> (Checkpoint, logBytes: Int?) {
    guard let folder = folder.current else {
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
