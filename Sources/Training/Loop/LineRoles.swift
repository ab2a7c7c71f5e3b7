import Loop

/// What the lines of a loop are for, read off their text and off what its names hold: where a look at
/// the run finds what it needs, and what an epoch's time is counted under.
struct LineRoles: Sendable {
  /// Names that hold models, losses and optimisers.
  struct Holders: Sendable {
    var models: [String] = ["model"]
    var losses: [String] = ["loss_fn"]
    var optimizers: [String] = ["optimizer"]
  }

  /// The phase of the epoch that a line belongs to.
  enum Part: Sendable { case forward, backward, step, evaluation, other }

  /// A line that runs the model, with what it is given and the name it assigns.
  struct Forward: Sendable {
    var line = 0
    var model = ""
    var result = ""
    var features = ""
  }

  private var parts: [Int: Part] = [:]
  private(set) var forward = Forward()
  private(set) var testForward = Forward()
  /// The name of what `backward()` is called on; `loss` where there are several.
  private(set) var lossName = "loss"
  /// The line that makes the training loss, and the labels it compares with.
  private(set) var loss = 0
  private(set) var labels = ""
  private(set) var testLoss = 0
  private(set) var backward = 0
  /// The name of what `step()` is called on.
  private(set) var optimizer = "optimizer"
  private(set) var step = 0

  init(_ statements: [ProgramStatement] = [], _ holders: Holders = Holders()) {
    // Blocks under a grad mode that is off.
    let quiet = statements.filter {
      $0.text.hasPrefix("with ")
        && ($0.text.contains("no_grad") || $0.text.contains("inference_mode"))
    }
    let firstBackward = statements.first { $0.text.contains(".backward(") }
    let receivers = Set(
      statements.filter { $0.part == .loop }.compactMap { Self.receiver($0.text, in: statements) })
    if let name = receivers.first, receivers.count == 1 { lossName = name }
    for statement in statements where statement.part == .loop {
      let isInside = quiet.contains {
        $0.number < statement.number && statement.number <= $0.lastLineOfBlock
      }
      // A step that a bug has put under such a block is a step all the same.
      let isEvaluation =
        isInside
        && !quiet.contains {
          guard let backward = firstBackward else { return false }
          return $0.number < backward.number && backward.number <= $0.lastLineOfBlock
            && $0.number < statement.number && statement.number <= $0.lastLineOfBlock
        }
      note(statement, holders, isEvaluation: isEvaluation)
    }
  }

  /// What a line's time is counted under.
  func part(ofLine line: Int) -> Part { parts[line] ?? .other }

  /// The name in `loss.backward()` or `(loss / 4).backward()`: the first that the loop assigns.
  private static func receiver(_ text: String, in statements: [ProgramStatement]) -> String? {
    guard let end = text.firstRange(of: ".backward(")?.lowerBound else { return nil }
    let assigned = Set(statements.filter { $0.part == .loop }.flatMap(\.names))
    return String(text[..<end]).identifiers.first(where: assigned.contains)
  }

  private mutating func note(
    _ statement: ProgramStatement, _ holders: Holders, isEvaluation: Bool
  ) {
    let (text, line) = (statement.text, statement.number)
    let forward = Self.forward(statement, holders)
    let comparison = (holders.losses + Self.lossFunctions).lazy
      .compactMap { Self.call(text, of: $0) }.first
    let assigned = statement.names.first ?? ""
    if isEvaluation {
      if !text.hasPrefix("with ") { parts[line] = .evaluation }
      if let forward, testForward.line == 0 { testForward = forward }
      if assigned == "test_loss" || comparison != nil && testLoss == 0 { testLoss = line }
      return
    }
    if text.contains(".backward(") {
      parts[line] = .backward
      if backward == 0 { backward = line }
    } else if let name = holders.optimizers.first(where: { text.contains("\($0).step(") }) {
      parts[line] = .step
      (step, optimizer) = (line, name)
    } else if text.contains(".zero_grad(") || text.contains(".step(")
      || text.contains("clip_grad")
    {
      parts[line] = .step
    } else if let forward {
      parts[line] = .forward
      if self.forward.line == 0 { self.forward = forward }
    } else if statement.names.contains(lossName) {
      parts[line] = .forward
      if loss == 0 {
        loss = line
        labels = comparison?.last ?? ""
      }
    }
  }

  /// Losses that are functions; what they compare with comes last, as a loss object's does.
  private static let lossFunctions = [
    "cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits",
    "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
  ].flatMap { ["F.\($0)", "nn.functional.\($0)", "torch.nn.functional.\($0)"] }

  private static func forward(_ statement: ProgramStatement, _ holders: Holders) -> Forward? {
    for model in holders.models {
      guard let arguments = call(statement.text, of: model) else { continue }
      return Forward(
        line: statement.number, model: model, result: statement.names.first ?? "",
        features: arguments.first ?? "")
    }
    return nil
  }

  /// The names that the arguments of a call of `name` in a line begin with: `y_train` for
  /// `y_train.float()`.
  private static func call(_ text: String, of name: String) -> [String]? {
    guard let range = text.firstRange(of: "\(name)("),
      range.lowerBound == text.startIndex
        || !text[text.index(before: range.lowerBound)].isPartOfName
    else { return nil }
    var arguments = [""]
    var depth = 0
    for character in text[range.upperBound...] {
      switch character {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "," where depth == 0:
        arguments.append("")
        continue
      default: break
      }
      if depth < 0 { return names(arguments) }
      arguments[arguments.count - 1].append(character)
    }
    return names(arguments)
  }

  private static func names(_ arguments: [String]) -> [String] {
    arguments.map { argument in
      String(argument.drop { $0 == " " }.prefix { $0.isPartOfName && $0 != "." })
    }
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" || self == "." }
}
