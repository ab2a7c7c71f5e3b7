import Foundation
import Loop
import Run

extension Bug {
  private static let keys = [
    "title", "order", "symptom", "why", "fix", "needs", "excludes", "hides", "edit",
  ]

  /// Reads a bug's YAML; errors name the file, the line and what was expected.
  public init(yaml text: String, file: String) throws {
    let fields = try Fields(yaml: text, file: file, what: "a bug")
    try fields.allow(Self.keys)
    self.init(
      id: URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent,
      title: try fields.required("title").string(),
      symptom: try Self.symptom(fields.required("symptom")),
      explanation: try fields.required("why").string(),
      fix: try fields.required("fix").string(),
      need: try fields.optional("needs").map(Self.need),
      excludes: try Self.names(fields.optional("excludes")),
      hides: try Self.names(fields.optional("hides")),
      edits: try fields.required("edit").list().map { try LoopEdit($0) })
  }

  /// Where the bug stands among others; those without a number come last.
  static func order(yaml text: String, file: String) throws -> Int {
    try Fields(yaml: text, file: file, what: "a bug").optional("order")?.int() ?? .max
  }

  private static func symptom(_ value: Fields.Value) throws -> Symptom {
    let tagged = try value.tagged()
    switch tagged.tag {
    case "raises":
      let text = try tagged.required("raises: \"RuntimeError: …\"").string()
      guard let colon = text.range(of: ": ") else {
        throw value.malformed("'raises' must be an error's type and words, as Python prints them")
      }
      return .raises(
        type: String(text[..<colon.lowerBound]), message: String(text[colon.upperBound...]))
    case "detected": return .detected(try tagged.required("detected: no_gradient").string())
    case "harmless": return .harmless(try tagged.required("harmless: no_fault").string())
    default:
      throw value.malformed(
        "'symptom' must be 'raises', 'detected' or 'harmless', not '\(tagged.tag)'")
    }
  }

  private static func need(_ value: Fields.Value) throws -> Need {
    let table = Dictionary(uniqueKeysWithValues: Need.allCases.map { ($0.rawValue, $0) })
    return try value.choice(table, what: "need")
  }

  private static func names(_ value: Fields.Value?) throws -> Set<String> {
    Set(try value?.list().map { try $0.string() } ?? [])
  }
}

extension LoopEdit {
  private static let example = "replace: loss"

  init(_ value: Fields.Value) throws {
    let fields = try value.fields()
    guard let kind = fields.keys.first else { throw value.wrong("an edit, e.g. \(Self.example)") }
    let target = try fields.required(kind)
    func lines(_ key: String) throws -> String {
      // A block of YAML ends with a line break.
      var text = try fields.required(key).string()
      while text.last == "\n" { text.removeLast() }
      return text
    }
    switch kind {
    case "replace", "before", "after": try fields.allow([kind, "with"])
    case "wrap": try fields.allow([kind, "in"])
    case "remove", "start", "setup": try fields.allow([kind])
    default:
      throw value.malformed(
        "unknown edit '\(kind)' (expected one of: replace, before, after, remove, wrap, start, setup)"
      )
    }
    switch kind {
    case "replace": self = .replace(try target.string(), with: try lines("with"))
    case "before": self = .before(try target.string(), try lines("with"))
    case "after": self = .after(try target.string(), try lines("with"))
    case "remove": self = .remove(try target.string())
    case "start": self = .start(try lines(kind))
    case "setup": self = .setup(try lines(kind))
    default:
      let ends = try target.list().map { try $0.string() }
      guard ends.count == 2 else { throw target.wrong("two lines, the first and the last") }
      self = .wrap(from: ends[0], to: ends[1], in: try lines("in"))
    }
  }
}
