/// What a text uses that the language or its tables do not know, found without running it.
public struct Check: Sendable {
  /// Something unknown, and where.
  public struct Finding: Sendable, Hashable {
    public let line: Int
    public let message: String
  }

  /// A name that the text uses and never binds: a preset must supply it.
  public struct FreeName: Sendable, Hashable {
    public let name: String
    /// Attributes and methods that the text uses of it, sorted.
    public let attributes: [String]
  }

  /// In the order of lines.
  public let findings: [Finding]
  /// Sorted by name.
  public let freeNames: [FreeName]

  /// Parses a text and looks its names up.
  ///
  /// Known means found in a table: names of modules and builtins, methods of what the text itself makes,
  /// names of keywords. Of values whose type is not certain only that is said which no type has.
  public init(_ source: String) {
    let statements: [Statement]
    do { statements = try Parser.statements(source, isBody: true) } catch let error as LoopError {
      findings = [
        Finding(line: max(error.line, 1), message: "\(error.type): \(error.message)")
      ]
      freeNames = []
      return
    } catch {
      (findings, freeNames) = ([], [])
      return
    }
    let checker = Checker(EpochLoop([], statements, form: .automatic), statements)
    findings = checker.findings.sorted { ($0.line, $0.message) < ($1.line, $1.message) }
    freeNames = checker.free.map { FreeName(name: $0.key, attributes: $0.value.sorted()) }
      .sorted { $0.name < $1.name }
  }
}

extension Library {
  /// Python's builtins that the language does not have.
  static let leftOutBuiltins: Set<String> = Set(
    """
    aiter anext bytearray bytes classmethod compile complex delattr dir eval exec exit frozenset globals \
    help input issubclass locals memoryview open property quit staticmethod super vars __import__ \
    breakpoint
    """.split(separator: " ").map(String.init))
}
