// Arguments of calls and parameters of functions.

extension Parser {
  /// What stands in a call's parentheses.
  mutating func arguments() throws -> [CallArgument] {
    advance()
    var list: [CallArgument] = []
    var (sawKeyword, sawDoubleStar) = (false, false)
    var misplaced: String?
    while !isOp(")") {
      let start = token.span
      if takeOp("**") {
        let value = try test()
        list.append(CallArgument(kind: .doubleStar, value: value, span: start.through(value.span)))
        sawDoubleStar = true
      } else if takeOp("*") {
        if sawDoubleStar {
          throw LoopError.syntax(
            "iterable argument unpacking follows keyword argument unpacking",
            at: start.through(previous.span))
        }
        let value = try test()
        list.append(CallArgument(kind: .star, value: value, span: start.through(value.span)))
      } else if kind == .name, token(ahead: 1).isOp("=") {
        list.append(try keywordArgument(among: list))
        sawKeyword = true
      } else {
        let value = try positionalArgument(isOnly: list.isEmpty)
        if sawDoubleStar || sawKeyword {
          misplaced =
            "positional argument follows keyword argument" + (sawDoubleStar ? " unpacking" : "")
        }
        list.append(CallArgument(kind: .positional, value: value, span: value.span))
      }
      guard takeOp(",") else { break }
    }
    if let misplaced, isOp(")") { throw LoopError.syntax(misplaced, at: token.span) }
    try closeBracket(")", list.last?.value)
    return list
  }

  private mutating func keywordArgument(among list: [CallArgument]) throws -> CallArgument {
    let name = token
    if ["True", "False", "None"].contains(name.text) {
      throw LoopError.syntax(
        "cannot assign to \(name.text)", at: name.span.through(token(ahead: 1).span))
    }
    if keywords.contains(name.text) { throw invalid() }
    advance()
    advance()
    let value = try test()
    for other in list {
      if case .keyword(name.text) = other.kind {
        throw LoopError.syntax(
          "keyword argument repeated: \(name.text)", at: name.span.through(value.span))
      }
    }
    return CallArgument(
      kind: .keyword(name.text), value: value, span: name.span.through(value.span))
  }

  private mutating func positionalArgument(isOnly: Bool) throws -> Expression {
    let value = try named()
    if isWord("for") || isWord("async") {
      let clauses = try comprehensionClauses()
      let span = value.span.through(previous.span)
      if !isOnly || (isOp(",") && !token(ahead: 1).isOp(")")) {
        throw LoopError.syntax("Generator expression must be parenthesized", at: span)
      }
      return Expression(kind: .comprehension(.generator, value, value: nil, clauses), span: span)
    }
    if isOp("=") {
      throw LoopError.syntax(
        "expression cannot contain assignment, perhaps you meant \"==\"?",
        at: value.span.through(token.span))
    }
    return value
  }

  // MARK: - Parameters

  /// A function's parameters up to `end`, which is not read.
  mutating func parameters(until end: String, allowsAnnotations: Bool) throws -> Parameters {
    var result = Parameters()
    var seen: Set<String> = []
    var isKeywordOnly = false
    while !isOp(end) {
      if takeOp("/") {
        guard !result.positional.isEmpty, result.positionalOnly == 0, !isKeywordOnly else {
          throw LoopError.syntax("invalid syntax", at: previous.span)
        }
        result.positionalOnly = result.positional.count
      } else if takeOp("**") {
        result.doubleStar = try parameterName(&seen, allowsAnnotations)
        _ = takeOp(",")
        guard isOp(end) else {
          throw LoopError.syntax("arguments cannot follow var-keyword argument", at: token.span)
        }
        break
      } else if takeOp("*") {
        if isKeywordOnly {
          throw LoopError.syntax("* argument may appear only once", at: previous.span)
        }
        isKeywordOnly = true
        if isOp(",") {
          if token(ahead: 1).isOp(end) {
            throw LoopError.syntax("named arguments must follow bare *", at: previous.span)
          }
        } else if isOp(end) {
          throw LoopError.syntax("named arguments must follow bare *", at: previous.span)
        } else {
          result.star = try parameterName(&seen, allowsAnnotations)
        }
      } else {
        let span = token.span
        let name = try parameterName(&seen, allowsAnnotations)
        let value = takeOp("=") ? try test() : nil
        let parameter = Parameters.Parameter(name: name, defaultValue: value, span: span)
        if isKeywordOnly {
          result.keywordOnly.append(parameter)
        } else {
          if value == nil, result.positional.last?.defaultValue != nil {
            throw LoopError.syntax("non-default argument follows default argument", at: span)
          }
          result.positional.append(parameter)
        }
      }
      guard takeOp(",") else { break }
    }
    if !isOp(end) {
      if kind == .error { throw invalid() }
      throw LoopError.syntax(Self.plainMessage, at: token.span)
    }
    return result
  }

  private mutating func parameterName(_ seen: inout Set<String>, _ allowsAnnotations: Bool) throws
    -> String
  {
    let name = token
    guard name.kind == .name, !keywords.contains(name.text) else { throw invalid() }
    advance()
    guard seen.insert(name.text).inserted else {
      throw LoopError.syntax(
        "duplicate argument '\(name.text)' in function definition", at: name.span)
    }
    if allowsAnnotations, takeOp(":") { _ = try test() }
    return name.text
  }
}
