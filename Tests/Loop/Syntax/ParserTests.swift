import Testing

@testable import Loop

/// The parser reads what CPython reads, and says what CPython says.
@Suite struct ParserTests {
  @Test(arguments: TreeGoldens.all.indices)
  func readsAsPythonDoes(_ index: Int) throws {
    let golden = TreeGoldens.all[index]
    let statements = try Parser.statements(golden.source)
    #expect(text(statements) == golden.tree, "\(golden.source)")
  }

  @Test(arguments: SyntaxErrorGoldens.all.indices)
  func saysWhatPythonSays(_ index: Int) throws {
    let golden = SyntaxErrorGoldens.all[index]
    let error = #expect(throws: LoopError.self, "\(golden.source)") {
      try Parser.statements(golden.source)
    }
    let span = error?.span ?? Span(line: 0, column: 0, endLine: 0, endColumn: 0)
    let place = "\(error?.description ?? "") \(span.line):\(span.column + 1)"
    #expect(place == "\(golden.error) \(golden.line):\(golden.column)", "\(golden.source)")
  }
}

/// What the language leaves out is read and named.
@Suite struct LeftOutTests {
  @Test(arguments: [
    ("class A(B):\n    def f(self): pass\nx = 1", "(leftout 'class') (assign x = 1)"),
    (
      "try:\n    a\nexcept E as e:\n    b\nelse:\n    c\nfinally:\n    d\nx",
      "(leftout 'try') (expr x)"
    ),
    ("async def f():\n    await g()\nx", "(leftout 'async') (expr x)"),
    ("match x:\n    case 1: pass\ny", "(leftout 'match') (expr y)"),
    ("global x, y", "(leftout 'global')"),
    ("nonlocal x", "(leftout 'nonlocal')"),
    ("x = yield y", "(assign x = <'yield'>)"),
    ("yield y", "(leftout 'yield')"),
    ("x = (yield)", "(assign x = <'yield'>)"),
    ("x = b'a'", "(assign x = <bytes>)"),
    ("x = 3j", "(assign x = <complex numbers>)"),
    ("x = 99999999999999999999", "(assign x = <integers of more than 64 bits>)"),
    ("while (n := f()): pass", "(while <assignment expressions (':=')> do[(pass)])"),
    ("from . import x", "(leftout relative imports)"),
    ("from torch import *", "(leftout 'from torch import *')"),
    ("f(await g())", "(expr f(<'await'>))"),
  ])
  func isNamed(_ source: String, _ tree: String) throws {
    #expect(text(try Parser.statements(source)) == tree)
  }

  @Test(arguments: ["(", "[", "{1:", "-", "not ", "f(", "lambda: ", "x if y else ", "2 ** ", "a["])
  func deepNestingIsAnError(_ opening: String) {
    #expect(throws: LoopError.self) {
      try Parser.statements(String(repeating: opening, count: 100_000))
    }
  }

  @Test func deepBlocksAreAnError() {
    let text = (0..<150).map { String(repeating: " ", count: $0) + "if x:" }.joined(separator: "\n")
    #expect(throws: LoopError.self) { try Parser.statements(text + " pass") }
  }

  @Test func longChainsAreNoNesting() throws {
    let terms = Array(repeating: "x", count: 2000)
    for op in [" and ", ", ", " < "] {
      #expect(try Parser.statements(terms.joined(separator: op)).count == 1)
    }
    #expect(throws: LoopError.self) {
      try Parser.statements(terms.joined(separator: " + "))
    }
    let branches = (0..<500).map { "elif x == \($0):\n  pass\n" }.joined()
    #expect(try Parser.statements("if x:\n  pass\n" + branches).count == 1)
  }
}
