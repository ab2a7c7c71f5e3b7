import Autograd

/// How to write the line that cut the gradient, in the loop's own names; made from the cut alone, for
/// loops whose healthy text is not known.
struct CutFix {
  let cut: GradientCut
  /// The loop's lines, what stands before it first.
  private let lines: [String]
  /// The line that cut, with its indentation.
  private let line: String

  init(cut: GradientCut, text lines: [String]) {
    (self.cut, self.lines) = (cut, lines)
    line = lines.indices.contains(cut.statement - 1) ? lines[cut.statement - 1] : ""
  }

  private var code: Substring { line.drop { $0 == " " } }
  private var blanks: Int { line.count - code.count }

  /// What helps, in words, where no edit is known.
  var advice: String? {
    guard !code.isEmpty else { return nil }
    switch cut.kind {
    case .nonDifferentiable:
      let name = cut.operation
      guard let match = code.firstMatch(of: /([\w.]+)\.(\w+)\(/), match.2 == name else {
        return "compute the loss without \(name); take it for the accuracy only"
      }
      return "compute the loss from \(match.1); take its \(name) for the accuracy only"
    case .rebuiltFromNumber, .rebuiltFromArray:
      return
        "stay with tensors between the parameters and the loss; \(cut.operation) is for printing"
    case .detach, .integerCast:
      return "leave \(cut.operation) out of what the loss is computed from"
    case .noGrad, .inferenceMode: return "compute the loss outside \(cut.place)"
    case .frozen: return "leave requires_grad on for the parameters that are to learn"
    }
  }

  /// The loop's lines with the cut fixed; nil where no edit is known that would.
  var text: [String]? {
    guard !code.isEmpty else { return nil }
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
    case .nonDifferentiable: return nil
    case .noGrad, .inferenceMode: return movedOut ?? switchedOn
    case .frozen: return removed(cut.statement - 1)
    }
  }

  /// The line rewritten; one that would only assign a name to itself is to go.
  private func changed(_ rewrite: (String) -> String) -> [String]? {
    let new = rewrite(line)
    guard new != line else { return nil }
    let sides = new.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
    if sides.count == 2, sides[0] == sides[1] { return removed(cut.statement - 1) }
    var result = lines
    result[cut.statement - 1] = new
    return result
  }

  private func removed(_ index: Int) -> [String] {
    var result = lines
    result.remove(at: index)
    return result
  }

  private static func isQuiet(_ code: Substring) -> Bool {
    code.hasPrefix("with ") && (code.contains("no_grad()") || code.contains("inference_mode()"))
  }

  /// The block of the `with` that the line stands in, without it.
  private var movedOut: [String]? {
    if Self.isQuiet(code), let colon = code.firstRange(of: "): ") {
      var result = lines
      result[cut.statement - 1] =
        String(repeating: " ", count: blanks) + code[colon.upperBound...]
      return result
    }
    func depth(_ line: String) -> Int { line.prefix { $0 == " " }.count }
    guard
      let header = lines[..<(cut.statement - 1)].lastIndex(where: {
        depth($0) < blanks && Self.isQuiet($0.drop { $0 == " " })
      })
    else { return nil }
    let end =
      lines[(header + 1)...].firstIndex { !$0.isEmpty && depth($0) <= depth(lines[header]) }
      ?? lines.count
    guard end > cut.statement - 1 else { return nil }
    let shift = depth(lines[header + 1]) - depth(lines[header])
    var result = lines
    for index in (header + 1)..<end { result[index] = String(result[index].dropFirst(shift)) }
    result.remove(at: header)
    return result
  }

  /// Gradients switched on again before the line, where the loop switches them off outside a `with`.
  private var switchedOn: [String]? {
    let on = String(repeating: " ", count: blanks) + "torch.set_grad_enabled(True)"
    guard lines.contains(where: { $0.contains("set_grad_enabled(False)") }),
      cut.statement < 2 || lines[cut.statement - 2] != on
    else { return nil }
    var result = lines
    result.insert(on, at: cut.statement - 1)
    return result
  }
}
