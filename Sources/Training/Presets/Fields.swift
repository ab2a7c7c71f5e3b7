import Text
import Yams

/// A YAML mapping read key by key; unknown keys and wrong types are errors that name their line.
struct Fields {
  let file: String
  private let line: Int
  private let entries: [String: (value: Node, line: Int)]
  private let order: [String]

  init(_ node: Node, file: String, what: String) throws {
    self.file = file
    line = node.mark?.line ?? 1
    guard case .mapping(let mapping) = node else {
      throw ExperimentError.malformed(
        file: file, line: line, message: "\(what) must be a mapping of keys to values")
    }
    var entries: [String: (Node, Int)] = [:]
    var order: [String] = []
    for (key, value) in mapping {
      let name = key.string ?? ""
      if entries[name] != nil {
        throw ExperimentError.malformed(
          file: file, line: key.mark?.line, message: "key '\(name.brief)' appears twice")
      }
      entries[name] = (value, key.mark?.line ?? 1)
      order.append(name)
    }
    self.entries = entries
    self.order = order
  }

  init(yaml text: String, file: String, what: String) throws {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw ExperimentError.malformed(file: file, line: 1, message: "the file is empty")
      }
      try self.init(node, file: file, what: what)
    } catch let error as YamlError {
      let line: Int? =
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
          mark.line
        default: nil
        }
      let text = "\(error)".split(separator: "\n").first.map(String.init) ?? "\(error)"
      throw ExperimentError.malformed(file: file, line: line, message: "not valid YAML: \(text)")
    }
  }

  /// Throws for the first key that is not among `known`.
  func allow(_ known: [String]) throws {
    for key in order where !known.contains(key) {
      let near = nearestName(to: key, among: known).map { "; did you mean '\($0)'?" } ?? ""
      throw ExperimentError.malformed(
        file: file, line: entries[key]?.line,
        message: "unknown key '\(key.brief)'\(near) "
          + "(expected one of: \(known.joined(separator: ", ")))")
    }
  }

  var keys: [String] { order }

  /// The value of a key, nil when it is not there.
  func optional(_ key: String) -> Value? {
    entries[key].map { Value(node: $0.value, line: $0.line, file: file, name: key) }
  }

  func required(_ key: String) throws -> Value {
    guard let value = optional(key) else {
      throw ExperimentError.malformed(file: file, line: line, message: "key '\(key)' is missing")
    }
    return value
  }

  /// A value with its place, for typed reading.
  struct Value {
    let node: Node
    let line: Int
    let file: String
    let name: String

    func wrong(_ expected: String) -> ExperimentError {
      let found =
        switch node {
        case .scalar(let scalar): "'\(scalar.string.brief)'"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
      return malformed("'\(name.brief)' must be \(expected), not \(found)")
    }

    /// An error at this value's line.
    func malformed(_ message: String) -> ExperimentError {
      .malformed(file: file, line: node.mark?.line ?? line, message: message)
    }

    func string() throws -> String {
      guard case .scalar(let scalar) = node else { throw wrong("text") }
      return scalar.string
    }

    /// Numbers by sixties, `1:59:59`, are YAML too, but end the process in Yams where they are long.
    private var isNumeral: Bool {
      if case .scalar(let scalar) = node { !scalar.string.contains(":") } else { false }
    }

    /// Whole numbers from outside are counts and sizes, and stay small enough to add and to halve.
    static let largest = 1 << 40

    func int(_ range: ClosedRange<Int> = 0...largest) throws -> Int {
      guard isNumeral, let value = node.int, range.contains(value) else {
        let isTooLarge = isNumeral && node.int.map { $0 > range.upperBound } ?? false
        let least =
          range.lowerBound == 1
          ? "a positive whole number" : "a whole number ≥ \(range.lowerBound)"
        throw wrong(isTooLarge ? "\(least), at most \(range.upperBound)" : least)
      }
      return value
    }

    func positiveInt(upTo most: Int = largest) throws -> Int { try int(1...most) }

    func number(_ range: ClosedRange<Double> = -1e300...1e300) throws -> Double {
      guard isNumeral, let value = node.float, value.isFinite, range.contains(value)
      else {
        let limits =
          range.upperBound < 1e300
          ? " from \(range.lowerBound) to \(range.upperBound)"
          : range.lowerBound > -1e300 ? " ≥ \(range.lowerBound)" : ""
        throw wrong("a finite number\(limits)")
      }
      return value
    }

    func bool() throws -> Bool {
      guard case .scalar = node, let value = node.bool else { throw wrong("true or false") }
      return value
    }

    func list() throws -> [Value] {
      guard case .sequence(let sequence) = node else { throw wrong("a list") }
      return sequence.map {
        Value(node: $0, line: $0.mark?.line ?? line, file: file, name: name)
      }
    }

    var isMapping: Bool { if case .mapping = node { true } else { false } }

    func fields() throws -> Fields { try Fields(node, file: file, what: "'\(name.brief)'") }

    /// A name alone, or a mapping with that one key: `relu`, `linear: 16`.
    func tagged() throws -> Tagged {
      if case .scalar(let scalar) = node { return Tagged(tag: scalar.string, at: self, value: nil) }
      guard case .mapping(let mapping) = node, mapping.count == 1, let (key, value) = mapping.first
      else { throw wrong("a name, or a name with its value") }
      let tag = key.string ?? ""
      return Tagged(
        tag: tag, at: self,
        value: Value(node: value, line: key.mark?.line ?? line, file: file, name: tag))
    }

    /// The entry of a table that this value names.
    func choice<Entry>(_ table: [String: Entry], what: String, tag: String? = nil) throws -> Entry {
      let name = try tag ?? string()
      if let entry = table[name] { return entry }
      let known = table.keys.sorted()
      let near = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
      throw malformed(
        "unknown \(what) '\(name.brief)'\(near) "
          + "(expected one of: \(known.joined(separator: ", ")))")
    }
  }

  /// A name with or without a value behind it.
  struct Tagged {
    let tag: String
    let at: Value
    /// What stands behind the colon, nil for the name alone.
    let value: Value?

    /// The value, which this name must have; `example` shows one.
    func required(_ example: String) throws -> Value {
      guard let value else { throw at.malformed("'\(tag.brief)' needs a value, e.g. \(example)") }
      return value
    }

    /// For names that take no value.
    func alone() throws {
      if value != nil { throw at.malformed("'\(tag.brief)' takes no value") }
    }
  }
}
