/// A raised error with all that could be found out about it.
public struct FailureReport: Sendable, Equatable {
  /// The Python exception's name, e.g. `RuntimeError`.
  public var type: String
  /// PyTorch's message, verbatim.
  public var message: String
  public var epoch: Int
  /// What `epoch` counts.
  public var unit: RunUnit
  /// The line of the listing that raised, 1-based.
  public var line: Int
  public var code: String
  /// From an error to where, why and how to fix; nil when nothing is known.
  public var diagnosis: Diagnosis?

  /// `RuntimeError: element 0 of tensors …`, as Python prints it.
  public var headline: String { "\(type): \(message)" }

  /// `epoch 20, line 7: loss.backward()`, as much of it as is known.
  public var placeText: String {
    line > 0 ? "\(unit) \(epoch), line \(line): \(code)" : "\(unit) \(epoch)"
  }

  public init(
    type: String, message: String, epoch: Int, unit: RunUnit = .epoch, line: Int, code: String,
    diagnosis: Diagnosis? = nil
  ) {
    self.type = type
    self.message = message
    self.epoch = epoch
    self.unit = unit
    self.line = line
    self.code = code
    self.diagnosis = diagnosis
  }
}

/// What the points of a run are counted in: our loops go by epochs, other programs' by steps.
public enum RunUnit: String, Sendable, Equatable, CustomStringConvertible {
  case epoch, step

  public var description: String { rawValue }
}

/// Where the gradient was cut, why, and the line that fixes it.
public struct Diagnosis: Sendable, Equatable {
  /// One step on the way from a parameter to the loss.
  public struct Link: Sendable, Equatable {
    /// `0.weight`, `Addmm`, `argmax`, `loss`…
    public var text: String
    /// The line that made it; nil for a parameter.
    public var line: Int?
    /// The gradient is cut at this step.
    public var isCut: Bool
    /// Behind the cut: no gradient passes here.
    public var isDead: Bool

    public init(text: String, line: Int? = nil, isCut: Bool = false, isDead: Bool = false) {
      self.text = text
      self.line = line
      self.isCut = isCut
      self.isDead = isDead
    }
  }

  /// Machine-readable kind of cut, e.g. `non_differentiable`, `no_grad`; nil when nothing was cut.
  public var kind: String?
  /// The op or scope that cut, e.g. `argmax` or `torch.no_grad()`.
  public var operation: String?
  /// The line of the listing that cut.
  public var line: Int?
  /// From a parameter to the loss, across the cut.
  public var chain: [Link]
  public var why: String
  /// What fixes it, in one line; nil when nothing is known that would.
  public var fix: String?
  /// The edit that `f` makes; nil when it can do nothing.
  public var change: LoopChange?
  /// Parameters that no gradient reaches.
  public var withoutGradient: [String]
  public var parameterCount: Int

  public init(
    kind: String? = nil, operation: String? = nil, line: Int? = nil, chain: [Link] = [],
    why: String, fix: String? = nil, change: LoopChange? = nil, withoutGradient: [String] = [],
    parameterCount: Int = 0
  ) {
    self.kind = kind
    self.operation = operation
    self.line = line
    self.chain = chain
    self.why = why
    self.fix = fix
    self.change = change
    self.withoutGradient = withoutGradient
    self.parameterCount = parameterCount
  }

  /// `0.weight → Addmm ✂ argmax (line 3) → loss`
  public var chainText: String {
    var text = ""
    for (index, link) in chain.enumerated() {
      if index > 0 { text += link.isCut ? " ✂ " : " → " }
      text += link.text
      if link.isCut, let line = link.line, line > 0 { text += " (line \(line))" }
    }
    return text
  }
}
