import Autograd

/// One line of the training loop: the PyTorch a person reads, and the closure that runs.
public struct Statement: Sendable {
  /// What a line is for; bugs find the lines they edit by it.
  public struct Key: Sendable, Hashable, ExpressibleByStringLiteral {
    public let text: String
    public init(stringLiteral value: String) { text = value }

    public static let trainMode: Key = "train_mode"
    public static let order: Key = "order"
    public static let batches: Key = "batches"
    public static let batch: Key = "batch"
    public static let forward: Key = "forward"
    public static let loss: Key = "loss"
    public static let accuracy: Key = "accuracy"
    public static let zeroGrad: Key = "zero_grad"
    public static let backward: Key = "backward"
    public static let clip: Key = "clip"
    public static let step: Key = "step"
    public static let schedule: Key = "schedule"
    /// Early stopping: counting the epochs, and leaving the loop.
    public static let patience: Key = "patience"
    public static let leave: Key = "leave"
    public static let evalMode: Key = "eval_mode"
    public static let evaluation: Key = "evaluation"
    public static let testForward: Key = "test_forward"
    public static let testLoss: Key = "test_loss"
    public static let testAccuracy: Key = "test_accuracy"
    /// A line that only a bug has.
    public static let extra: Key = "extra"
  }

  /// The line comes after the epoch's line of the log: it prepares the next epoch.
  var isAfterLog: Bool { [.schedule, .patience, .leave].contains(key) }

  /// The phase of the epoch a line's time is counted under.
  public enum Part: Sendable { case forward, backward, step, evaluation, other }

  public typealias Body = @Sendable (LoopState) throws -> Void

  /// Computes from what two names hold.
  typealias Value = @Sendable (LoopState, Tensor, Tensor) throws -> Tensor

  enum Action: Sendable {
    case run(Body)
    /// Binds a name to a value computed from two others.
    case assign(Name, of: Name, Name, Value)
    /// `with torch.no_grad():` and its like around the block.
    case scope(GradScope)
    /// Runs the block once for each batch; binds the batch's row numbers.
    case eachBatch
  }

  public var key: Key
  /// PyTorch source, without indentation.
  public var code: String
  public var part: Part
  /// The indented block of a `with` or `for`.
  public var block: [Statement]
  var action: Action
  /// The name the line assigns, shown with its shape and `grad_fn`.
  public var result: Name?
  /// The bug that added the line.
  public internal(set) var bug: String?

  public init(
    _ key: Key, _ code: String, part: Part = .other, result: Name? = nil, _ body: @escaping Body
  ) {
    self.init(key, code, part: part, result: result, action: .run(body))
  }

  /// A block under a grad mode.
  public init(_ key: Key, scope: GradScope, _ block: [Statement]) {
    self.init(key, scope.code, block: block, action: .scope(scope))
  }

  /// A block for each batch.
  public init(_ key: Key, eachBatch code: String, _ block: [Statement]) {
    self.init(key, code, block: block, action: .eachBatch)
  }

  init(
    _ key: Key, _ code: String, part: Part = .other, block: [Statement] = [], result: Name? = nil,
    action: Action
  ) {
    self.key = key
    self.code = code
    self.part = part
    self.block = block
    self.result = result
    self.action = action
  }
}

/// A `with` statement that changes the grad mode.
public enum GradScope: Sendable {
  case noGrad, inferenceMode

  public var code: String {
    switch self {
    case .noGrad: "with torch.no_grad():"
    case .inferenceMode: "with torch.inference_mode():"
    }
  }

  func run(_ body: () throws -> Void) rethrows {
    switch self {
    case .noGrad: try Autograd.noGrad(body)
    case .inferenceMode: try Autograd.inferenceMode(body)
    }
  }
}
