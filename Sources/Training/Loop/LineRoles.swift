import Loop

/// What the lines of a loop are for, read off their text: where a look at the run finds what it needs,
/// and what an epoch's time is counted under.
struct LineRoles: Sendable {
  /// The phase of the epoch that a line belongs to.
  enum Part: Sendable { case forward, backward, step, evaluation, other }

  /// A line that runs the model, with what it is given and the name it assigns.
  struct Forward: Sendable {
    var line = 0
    var result = ""
    var features = ""
  }

  private var parts: [Int: Part] = [:]
  private(set) var forward = Forward()
  private(set) var testForward = Forward()
  /// The line that makes the training loss, and the labels it compares with.
  private(set) var loss = 0
  private(set) var labels = ""
  private(set) var testLoss = 0
  private(set) var backward = 0
  private(set) var step = 0

  init(_ statements: [ProgramStatement] = []) {
    // Blocks under a grad mode that is off.
    let quiet = statements.filter {
      $0.text.hasPrefix("with ")
        && ($0.text.contains("no_grad") || $0.text.contains("inference_mode"))
    }
    let firstBackward = statements.first { $0.text.contains(".backward(") }
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
      note(statement, isEvaluation: isEvaluation)
    }
  }

  /// What a line's time is counted under.
  func part(ofLine line: Int) -> Part { parts[line] ?? .other }

  private mutating func note(_ statement: ProgramStatement, isEvaluation: Bool) {
    let (text, line) = (statement.text, statement.number)
    let call = Self.call(text, of: "model")
    let assigned = statement.names.first ?? ""
    if isEvaluation {
      if !text.hasPrefix("with ") { parts[line] = .evaluation }
      if let call, testForward.line == 0 {
        testForward = Forward(line: line, result: assigned, features: call.first ?? "")
      }
      if assigned == "test_loss" { testLoss = line }
      return
    }
    if text.contains(".backward(") {
      parts[line] = .backward
      if backward == 0 { backward = line }
    } else if text.contains("optimizer.step(") {
      parts[line] = .step
      step = line
    } else if text.contains(".zero_grad(") || text.contains(".step(")
      || text.contains("clip_grad")
    {
      parts[line] = .step
    } else if let call {
      parts[line] = .forward
      if forward.line == 0 {
        forward = Forward(line: line, result: assigned, features: call.first ?? "")
      }
    } else if statement.names.contains("loss") {
      parts[line] = .forward
      if loss == 0 {
        loss = line
        labels = Self.call(text, of: "loss_fn")?.last ?? ""
      }
    }
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
