import Autograd
import Foundation
import Loop
import Run

/// A run between two epochs, as files hold it: what is needed to train on with the same numbers as
/// if it had never stopped.
public struct Checkpoint: Sendable {
  /// Everything but tensors.
  public struct State: Sendable, Codable {
    /// Of the layout of these fields.
    public var version = Checkpoint.version
    public var settings: Settings
    /// The epoch that comes next.
    public var epoch: Int
    /// Seconds of training so far.
    public var seconds: Double
    /// A statement has left the loop.
    public var hasLeft: Bool
    /// The optimiser, which a person may have chosen anew, by its name in a preset.
    public var optimizer: String
    /// What orders, dropout and the like are drawn from.
    public var generator: Generator
    public var bugs: Bugs
    public var names: KeptNames
  }

  /// The experiment as the command line and the preset made it.
  public struct Settings: Sendable, Codable, Equatable {
    public var preset: String
    /// Where the preset or the table lies; nil for one that its name says.
    public var origin: Experiment.Origin?
    public var seed: UInt64
    public var epochs: Int
    public var optimizer: String
    public var learningRate: Double
    public var options: [String: Double]
    public var batchSize: Int?
    /// The loop without bugs and edits.
    public var loop: LoopText

    public init(_ experiment: Experiment) {
      (preset, origin) = (experiment.name, experiment.origin)
      (seed, epochs, batchSize) = (experiment.seed, experiment.epochs, experiment.batchSize)
      optimizer = experiment.optimizer.name
      learningRate = experiment.optimizer.learningRate
      options = experiment.optimizer.options
      loop = experiment.healthyLoop
    }
  }

  /// Which bugs are on, which are to come, and all of these as they are defined: an edit by hand is
  /// defined nowhere else.
  public struct Bugs: Sendable, Codable {
    public var active: [String]
    public var planned: [BugSwitch]
    public var definitions: [Bug]
  }

  static let version = 1

  public var state: State
  /// Tensors by name, each group as the bytes of a safetensors file.
  public var files: [String: Data]

  /// The files of tensors: parameters and buffers under PyTorch's names, the optimiser's state, and
  /// what else names hold.
  public enum File {
    public static let model = "model.safetensors"
    public static let optimizer = "optimizer.safetensors"
    public static let names = "names.safetensors"
    public static let all = [model, optimizer, names]
  }

  public init(state: State, files: [String: Data]) {
    (self.state, self.files) = (state, files)
  }
}

/// Why a checkpoint cannot be used, or a run not be saved, for a person.
public struct CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension Checkpoint.State {
  /// Reads what a file holds; throws a `CheckpointError` for anything else.
  public init(json: Data) throws {
    struct Version: Decodable { let version: Int }
    do {
      let version = try Self.decoder.decode(Version.self, from: json).version
      guard version == Checkpoint.version else {
        throw CheckpointError("a checkpoint of version \(version), which this program cannot read")
      }
      self = try Self.decoder.decode(Self.self, from: json)
    } catch let error as DecodingError {
      throw CheckpointError("no checkpoint: \(error.where)")
    }
    guard epoch >= 0, seconds.isFinite, seconds >= 0 else {
      throw CheckpointError("no checkpoint: epoch \(epoch) after \(seconds) seconds")
    }
  }

  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try encoder.encode(self)
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}

extension DecodingError {
  /// What is wrong, in one line.
  fileprivate var `where`: String {
    switch self {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "it is no JSON" : "'\(context.codingPath.map(\.stringValue).joined(separator: "."))'"
    @unknown default: "it cannot be read"
    }
  }
}
