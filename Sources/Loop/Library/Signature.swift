import Autograd
import Synchronization

/// The parameters of a row: their names, which may be left out, and what stands for them then.
///
/// Written as Python writes it: `input, dim, keepdim=False, *, dtype=None` or `*size, dtype=None`.
final class Signature: Sendable {
  struct Parameter: Sendable {
    let name: String
    /// Nothing for a parameter that must be given.
    let defaultValue: Literal?
  }

  let parameters: [Parameter]
  /// The parameter that takes all further positional arguments.
  let star: Int?
  /// Parameters from here on are given by name only.
  let keywordOnly: Int
  /// Whether names that no parameter has are let pass.
  let takesAnyName: Bool
  let style: Style

  /// Whose words say what is wrong with a call.
  enum Style: Sendable {
    /// PyTorch's functions in C++.
    case torch
    /// Functions in Python.
    case python
    /// Classes in Python, whose constructors count the object itself.
    case constructor
    /// CPython's own functions and methods in C.
    case builtin
  }

  /// What errors call the function, where it is not the name in the text: `Module.eval`.
  let shownName: String?
  /// As it is written.
  private let text: String

  init(_ text: String, style: Style = .python, shownName: String? = nil) {
    var parameters: [Parameter] = []
    var (star, keywordOnly, takesAnyName): (Int?, Int?, Bool) = (nil, nil, false)
    for word in Self.split(text) {
      if word == "*" {
        keywordOnly = parameters.count
      } else if word.hasPrefix("**") {
        takesAnyName = true
      } else if word.hasPrefix("*") {
        star = parameters.count
        keywordOnly = parameters.count + 1
        parameters.append(Parameter(name: String(word.dropFirst()), defaultValue: .tuple([])))
      } else if let equals = word.firstIndex(of: "=") {
        parameters.append(
          Parameter(
            name: String(word[..<equals]),
            defaultValue: Self.literal(String(word[word.index(after: equals)...]))))
      } else {
        parameters.append(Parameter(name: word, defaultValue: nil))
      }
    }
    self.parameters = parameters
    self.star = star
    self.keywordOnly = keywordOnly ?? parameters.count
    self.takesAnyName = takesAnyName
    self.style = style
    (self.text, self.shownName) = (text, shownName)
  }

  /// The same parameters, the first under another name.
  func text(withFirst name: String) -> String {
    ([name] + Self.split(text).dropFirst()).joined(separator: ", ")
  }

  /// The words between commas outside brackets and quotes.
  private static func split(_ text: String) -> [String] {
    var words: [String] = []
    var (word, depth, isQuoted) = ("", 0, false)
    for character in text {
      if character == "'" { isQuoted.toggle() }
      if !isQuoted, "([".contains(character) { depth += 1 }
      if !isQuoted, ")]".contains(character) { depth -= 1 }
      if character == ",", depth == 0, !isQuoted {
        words.append(word)
        word = ""
      } else if character != " " || isQuoted {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static func literal(_ text: String) -> Literal {
    (try? Parser.expression(text)).flatMap { literal($0) } ?? .none
  }

  private static func literal(_ expression: Expression) -> Literal? {
    switch expression.kind {
    case .constant(let literal): return literal
    case .unary(.minus, let operand):
      switch literal(operand) {
      case .int(let value): return .int(-value)
      case .float(let value): return .float(-value)
      default: return nil
      }
    case .tuple(let items): return .tuple(items.compactMap(literal))
    default: return nil
    }
  }

  /// NumPy's names for PyTorch's parameters, which PyTorch takes too.
  static let otherNames = ["axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input"]

  /// Where the parameter of a name stands.
  func index(of name: String) -> Int? {
    if let index = parameters.firstIndex(where: { $0.name == name }) { return index }
    guard let other = Self.otherNames[name] else { return nil }
    return parameters.firstIndex { $0.name == other }
  }

  /// How arguments given so reach the parameters.
  ///
  /// A call that does not fit gets a layout that raises when it is used, as Python does only when
  /// the call is reached.
  func layout(for call: Layout, of plainName: String, isMethod: Bool) -> Layout {
    let name = shownName ?? (style == .constructor ? plainName + ".__init__" : plainName)
    var places = [Int](repeating: Layout.missing, count: parameters.count)
    var failure: LoopError?
    var starCount = 0
    let limit = star ?? keywordOnly
    for position in 0..<call.positional {
      if position < limit {
        places[position] = position
      } else if star != nil {
        starCount += 1
      } else if failure == nil {
        failure = tooMany(call, name, isMethod)
      }
    }
    for (offset, keyword) in call.keywords.enumerated() {
      if let place = index(of: keyword), place != star {
        if places[place] != Layout.missing, failure == nil {
          failure = .type(
            "\(name)() got multiple values for argument '\(parameters[place].name)'")
        }
        places[place] = call.positional + offset
      } else if let star, keyword == parameters[star].name, starCount == 0 {
        // `zeros(size=(2, 3))`
        places[star] = call.positional + offset
      } else if !takesAnyName, failure == nil {
        failure = .type(unexpected(keyword, name))
      }
    }
    if failure == nil { failure = missing(places, name, isMethod) }
    return Layout(
      positional: call.positional, keywords: call.keywords, places: places,
      defaults: parameters.map { Value($0.defaultValue ?? .none) },
      star: star.map { ($0, min(limit, call.positional), starCount) }, failure: failure,
      signature: self, name: plainName, isMethod: isMethod)
  }

  private func missing(_ places: [Int], _ name: String, _ isMethod: Bool) -> LoopError? {
    let names = parameters.indices.filter {
      places[$0] == Layout.missing && parameters[$0].defaultValue == nil
    }.map { parameters[$0].name }
    guard let last = names.last else { return nil }
    if style == .builtin {
      return wrongCount(places.count { $0 >= 0 } - (isMethod ? 1 : 0), isMethod ? 1 : 0, name)
    }
    if style == .torch {
      return .type(
        "\(name)() missing \(names.count) required positional arguments: "
          + names.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    let quoted = names.map { "'\($0)'" }
    let list =
      switch names.count {
      case 1: "'\(last)'"
      case 2: quoted.joined(separator: " and ")
      default: quoted.dropLast().joined(separator: ", ") + ", and '\(last)'"
      }
    let isKeyword = parameters.indices.filter {
      places[$0] == Layout.missing && parameters[$0].defaultValue == nil
    }.allSatisfy { $0 >= keywordOnly }
    return .type(
      "\(name)() missing \(names.count) required \(isKeyword ? "keyword-only" : "positional") "
        + "argument\(names.count == 1 ? "" : "s"): \(list)")
  }

  private func tooMany(_ call: Layout, _ name: String, _ isMethod: Bool) -> LoopError {
    // PyTorch does not count a method's own object, Python counts a constructor's too.
    let own = isMethod && style == .torch ? 1 : 0
    if style == .builtin {
      let own = isMethod ? 1 : 0
      return wrongCount(call.positional - own, own, name)
    }
    let extra = style == .constructor ? 1 : 0
    let most = keywordOnly - own + extra
    let least = parameters[own..<keywordOnly].count { $0.defaultValue == nil } + extra
    let given = call.positional - own + extra
    if most == 0 {
      let owner = isMethod && style == .torch ? "TensorBase." : ""
      return .type("\(owner)\(name)() takes no arguments (\(given) given)")
    }
    let count = least == most ? "\(most)" : "from \(least) to \(most)"
    return .type(
      "\(name)() takes \(count) positional argument\(most == 1 && least == most ? "" : "s") but "
        + "\(given) \(given == 1 ? "was" : "were") given")
  }

  /// `len() takes exactly one argument (0 given)`, `range expected at most 3 arguments, got 4`
  private func wrongCount(_ given: Int, _ own: Int, _ name: String) -> LoopError {
    let most = keywordOnly - own
    let least = parameters[own..<keywordOnly].count { $0.defaultValue == nil }
    // The longer name, with the type, stands where the number is one.
    let short = name.split(separator: ".").last.map(String.init) ?? name
    switch (least, most) {
    case (0, 0): return .type("\(name)() takes no arguments (\(given) given)")
    case (1, 1): return .type("\(name)() takes exactly one argument (\(given) given)")
    default: break
    }
    let (bound, word) = given < least ? (least, "at least ") : (most, "at most ")
    return .type(
      "\(short) expected \(least == most ? "" : word)\(bound) argument\(bound == 1 ? "" : "s"), "
        + "got \(given)")
  }

  private func unexpected(_ keyword: String, _ name: String) -> String {
    guard style == .builtin else {
      return "\(name)() got an unexpected keyword argument '\(keyword)'"
    }
    return parameters.allSatisfy { $0.defaultValue == nil }
      ? "\(name)() takes no keyword arguments"
      : "'\(keyword)' is an invalid keyword argument for \(name)()"
  }
}
