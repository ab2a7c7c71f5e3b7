import Autograd

/// What to write instead of the line that cut the gradient, in the loop's own names; made from the
/// cut alone, where no bug's file and no healthy loop says it.
struct CutFix {
  let cut: GradientCut
  /// The line that cut, without indentation.
  let code: String
  /// Whether the loop switches recording off outside a `with`.
  let leavesModeOff: Bool

  /// Nil where nothing is known that would help.
  var text: String? {
    guard cut.statement > 0, !code.isEmpty else { return nil }
    switch cut.kind {
    case .detach: return changed { $0.replacing(/\.detach\(\)|\.data\b/, with: "") }
    case .integerCast:
      return changed { $0.replacing(/\.(long|int|short|bool|byte|char)\(\)/, with: "") }
    case .rebuiltFromNumber, .rebuiltFromArray:
      return changed { line in
        line.replacing(
          /(?:torch\.(?:tensor|as_tensor|from_numpy)|torch\.FloatTensor)\(([\w.\[\]]+?)(?:\.detach\(\))?(?:\.cpu\(\))?\.(?:item|numpy|tolist)\(\)\)/
        ) { String($0.1) }
      }
    case .nonDifferentiable:
      let name = cut.operation
      guard let match = code.firstMatch(of: /([\w.]+)\.(\w+)\(/), match.2 == name else {
        return "compute the loss without \(name); take it for the accuracy only"
      }
      return "compute the loss from \(match.1); take its \(name) for the accuracy only"
    case .noGrad, .inferenceMode:
      return leavesModeOff
        ? "torch.set_grad_enabled(True) before line \(cut.statement)"
        : "take line \(cut.statement) out of the `with \(cut.place):`: \(code)"
    case .frozen: return "remove line \(cut.statement): \(code)"
    }
  }

  /// The line rewritten; a line that would only assign a name to itself is to go.
  private func changed(_ rewrite: (String) -> String) -> String? {
    let line = rewrite(code)
    guard line != code else { return nil }
    let sides = line.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
    return sides.count == 2 && sides[0] == sides[1]
      ? "remove line \(cut.statement): \(code)" : line
  }
}
