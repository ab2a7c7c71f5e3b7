/// What one process of a PyTorch program says of its training: an event of the Python package.
///
/// `events.py` in the package describes each; the names and the fields are the same.
public enum ProbeEvent: Sendable, Equatable {
  /// First of each process: who it is.
  case hello(Hello)
  /// The program's lines around its training step.
  case listing(Listing)
  /// What lines of the listing made, while traced.
  case lines(Lines)
  /// The values that `backward()` was called on.
  case loss(Losses)
  case step(Step)
  /// Norms of weights and gradients before a step.
  case gradients(Gradients)
  /// What the program wrote to stdout or stderr, in the pieces that it wrote.
  case print(Print)
  /// A fault, with where, why and how to fix it.
  case report(Report)
  /// Events that were left out before this one, because the reader was slow.
  case dropped(Dropped)
  /// Last, when the process ends by itself.
  case end(End)

  public struct Hello: Sendable, Equatable, Codable {
    public var version: Int
    public var pid: Int
    /// Nil outside `torchrun`, as is `worldSize`.
    public var rank: Int?
    public var worldSize: Int?
    /// The command line.
    public var program: [String]
    public var python: String
    public var torch: String
    public var trace: String
  }

  public struct Listing: Sendable, Equatable, Codable {
    public var file: String
    /// Empty at the top of a file.
    public var function: String
    /// The number of the first line.
    public var first: Int
    public var lines: [String]
    /// The number of the line that calls `backward()`.
    public var backward: Int
  }

  public struct Lines: Sendable, Equatable, Codable {
    public var step: Int
    public var lines: [Line]

    public struct Line: Sendable, Equatable, Codable {
      public var line: Int
      public var shape: [Int]
      /// Nil where the result has no gradient.
      public var gradFn: String?
    }
  }

  public struct Losses: Sendable, Equatable, Codable {
    public var steps: [Int]
    public var values: [Double]
  }

  public struct Step: Sendable, Equatable, Codable {
    /// Optimizer steps so far, or backward passes where the program changes its weights by hand.
    public var step: Int
    public var tracing: Bool
    public var lr: Double?
    /// Seconds a step, and those of them before `backward()`: means since the last such event.
    public var seconds: Double?
    public var forward: Double?
  }

  public struct Gradients: Sendable, Equatable, Codable {
    public var step: Int
    public var parameters: [Parameter]

    public struct Parameter: Sendable, Equatable, Codable {
      public var name: String
      public var shape: [Int]
      /// Norms; nil where there is nothing to take one of.
      public var weight: Double?
      public var gradient: Double?
      public var requiresGrad: Bool
    }
  }

  public struct Print: Sendable, Equatable, Codable {
    /// `stdout` or `stderr`.
    public var stream: String
    public var text: String
  }

  public struct Report: Sendable, Equatable, Codable {
    public var level: Level
    /// An id of `faults.py`.
    public var kind: String
    public var step: Int
    public var headline: String
    public var at: Site?
    public var cut: [Cut]
    /// From a parameter to the loss.
    public var path: [Link]
    public var why: String
    public var fix: String
    /// Parameters without a gradient, by name.
    public var noGrad: [String]
    /// How many parameters there are.
    public var parameters: Int

    public enum Level: String, Sendable, Codable {
      /// PyTorch raised.
      case error
      /// Nothing was raised, and the training is not what it seems.
      case fault
      case note
    }

    /// A line of the program's own.
    public struct Site: Sendable, Equatable, Codable {
      public var file: String
      public var line: Int
      public var function: String
      public var text: String
    }

    public struct Cut: Sendable, Equatable, Codable {
      public var by: String
      public var at: Site?
    }

    public struct Link: Sendable, Equatable, Codable {
      public var text: String
      /// Whether the gradient is cut here.
      public var cut: Bool
      public var line: Int?
    }
  }

  public struct Dropped: Sendable, Equatable, Codable {
    public var count: Int
  }

  public struct End: Sendable, Equatable, Codable {
    public var step: Int
    /// How many reports there were.
    public var reports: Int
  }
}

extension ProbeEvent: Decodable {
  private enum Key: String, CodingKey { case event }

  private enum Name: String, Decodable {
    case hello, listing, lines, loss, step, gradients, print, report, dropped, end
  }

  public init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: Key.self).decode(Name.self, forKey: .event)
    self =
      switch name {
      case .hello: .hello(try Hello(from: decoder))
      case .listing: .listing(try Listing(from: decoder))
      case .lines: .lines(try Lines(from: decoder))
      case .loss: .loss(try Losses(from: decoder))
      case .step: .step(try Step(from: decoder))
      case .gradients: .gradients(try Gradients(from: decoder))
      case .print: .print(try Print(from: decoder))
      case .report: .report(try Report(from: decoder))
      case .dropped: .dropped(try Dropped(from: decoder))
      case .end: .end(try End(from: decoder))
      }
  }
}
