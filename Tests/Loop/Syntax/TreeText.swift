@testable import Loop

/// A tree as one line, the way `tree.py` writes Python's own.
func text(_ statements: [Statement]) -> String { statements.map(text).joined(separator: " ") }

private func text(_ block: [Statement], _ name: String) -> String {
  block.isEmpty ? "" : " \(name)[\(text(block))]"
}

private func text(_ s: Statement) -> String {
  switch s.kind {
  case .expression(let e): "(expr \(text(e)))"
  case .assign(let targets, let value):
    "(assign \(targets.map(text).joined(separator: " ")) = \(text(value)))"
  case .augmented(let target, let op, let value):
    "(aug \(text(target)) \(op.rawValue)= \(text(value)))"
  case .annotated(let target, let value):
    "(ann \(text(target))\(value.map { " " + text($0) } ?? ""))"
  case .delete(let list): "(del \(list.map(text).joined(separator: " ")))"
  case .pass: "(pass)"
  case .breakLoop: "(break)"
  case .continueLoop: "(continue)"
  case .returnValue(let value): "(return\(value.map { " " + text($0) } ?? ""))"
  case .raise(let value, let cause):
    "(raise\(value.map { " " + text($0) } ?? "")\(cause.map { " from " + text($0) } ?? ""))"
  case .assert(let test, let message):
    "(assert \(text(test))\(message.map { " " + text($0) } ?? ""))"
  case .ifElse(let branches, let otherwise):
    "(if"
      + branches.map { " \(text($0.test)) then[\(text($0.body))]" }.joined(separator: "")
      + text(otherwise, "else") + ")"
  case .whileLoop(let test, let body, let otherwise):
    "(while \(text(test))\(text(body, "do"))\(text(otherwise, "else")))"
  case .forLoop(let target, let source, let body, let otherwise):
    "(for \(text(target)) in \(text(source))\(text(body, "do"))\(text(otherwise, "else")))"
  case .with(let items, let body):
    "(with "
      + items.map { text($0.context) + ($0.target.map { " as " + text($0) } ?? "") }
      .joined(separator: " ") + text(body, "do") + ")"
  case .define(let d):
    "(def \(d.name) \(text(d.parameters))\(d.decorators.map { " @" + text($0) }.joined())"
      + text(d.body, "do") + ")"
  case .importNames(let names):
    "(import "
      + names.map { "\($0.module)\($0.member.map { ":" + $0 } ?? "")>\($0.name)" }
      .joined(separator: " ") + ")"
  case .leftOut(let what, _): "(leftout \(what))"
  }
}

private func text(_ p: Parameters) -> String {
  func one(_ p: Parameters.Parameter) -> String {
    p.name + (p.defaultValue.map { "=" + text($0) } ?? "")
  }
  var words = p.positional.map(one)
  if p.positionalOnly > 0 { words.insert("/", at: p.positionalOnly) }
  if let star = p.star {
    words.append("*" + star)
  } else if !p.keywordOnly.isEmpty {
    words.append("*")
  }
  words += p.keywordOnly.map(one)
  if let name = p.doubleStar { words.append("**" + name) }
  return "(" + words.joined(separator: ",") + ")"
}

private func text(_ literal: Literal) -> String {
  switch literal {
  case .none: "None"
  case .ellipsis: "..."
  case .tuple(let items): "t(" + items.map(text).joined(separator: ",") + ")"
  case .bool(let value): value ? "True" : "False"
  case .int(let value): "\(value)"
  case .float(let value): "f\(value.bitPattern)"
  case .string(let value):
    "'"
      + value.unicodeScalars.map { $0.isASCII && $0.value >= 32 ? "\($0)" : "<\($0.value)>" }
      .joined() + "'"
  }
}

private func text(_ parts: [FormatPart]) -> String {
  parts.map { part in
    switch part {
    case .text(let word): text(Literal.string(word))
    case .value(let value, let conversion, let format):
      "{\(text(value))\(conversion.map { "!\($0)" } ?? "")"
        + (format.isEmpty ? "" : ":" + text(format)) + "}"
    }
  }.joined(separator: "+")
}

func text(_ e: Expression) -> String {
  switch e.kind {
  case .constant(let literal): return text(literal)
  case .formatted(let parts): return "f(\(text(parts)))"
  case .name(let name): return name
  case .attribute(let value, let name): return "\(text(value)).\(name)"
  case .call(let callee, let arguments):
    let words = arguments.map { argument in
      switch argument.kind {
      case .positional: text(argument.value)
      case .keyword(let name): "\(name)=\(text(argument.value))"
      case .star: "*\(text(argument.value))"
      case .doubleStar: "**\(text(argument.value))"
      }
    }
    return "\(text(callee))(\(words.joined(separator: ",")))"
  case .subscripted(let value, let key): return "\(text(value))[\(text(key))]"
  case .slice(let a, let b, let c):
    return "slice(\([a, b, c].map { $0.map { text($0) } ?? "" }.joined(separator: ":")))"
  case .unary(let op, let value): return "(\(op.rawValue) \(text(value)))"
  case .binary(let op, let a, let b): return "(\(text(a)) \(op.rawValue) \(text(b)))"
  case .boolean(let isAnd, let list):
    return "(" + list.map { text($0) }.joined(separator: isAnd ? " and " : " or ") + ")"
  case .comparison(let first, let rest):
    return "(\(text(first))\(rest.map { " \($0.op.rawValue) \(text($0.operand))" }.joined()))"
  case .conditional(let test, let a, let b):
    return "(\(text(a)) if \(text(test)) else \(text(b)))"
  case .tuple(let list): return "t(\(list.map { text($0) }.joined(separator: ",")))"
  case .list(let list): return "l[\(list.map { text($0) }.joined(separator: ","))]"
  case .set(let list): return "s{\(list.map { text($0) }.joined(separator: ","))}"
  case .dict(let items):
    return "d{"
      + items.map { "\($0.key.map { text($0) + ":" } ?? "**")\(text($0.value))" }
      .joined(separator: ",") + "}"
  case .starred(let value): return "*\(text(value))"
  case .lambda(let parameters, let body): return "lambda\(text(parameters)):\(text(body))"
  case .comprehension(let kind, let element, let value, let clauses):
    return "\(kind)(\(text(element))\(value.map { ":" + text($0) } ?? "")"
      + clauses.map {
        " for \(text($0.target)) in \(text($0.source))"
          + $0.conditions.map { " if \(text($0))" }.joined()
      }.joined() + ")"
  case .leftOut(let what): return "<\(what)>"
  }
}
