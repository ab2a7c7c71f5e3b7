import Loop

extension Experiment {
  /// The experiment with the given bugs on as one PyTorch script that prints our log lines.
  ///
  /// The loop is its text; data, model and optimiser stand before it. It draws in our order, so real
  /// PyTorch prints the same numbers and raises the same errors. Throws for a text that is no loop.
  public func script(
    bugs: [String] = [], catalogue: Catalogue = Catalogue([]), log: ScriptLog = .text
  ) throws -> String {
    let listing = catalogue.listing(bugs, of: self)
    let program = try LoopState.compile(listing.text, NameTable())
    let words = Set(listing.text.lines.flatMap(\.identifiers))
    var lines = [
      "\"\"\"\(pythonEscaped(summary))", "",
      "Preset \(pythonEscaped(name))"
        + (bugs.isEmpty ? "" : " with \(pythonEscaped(bugs.joined(separator: ", ")))")
        + ", as Descent trains it.", "\"\"\"",
    ]
    var imports = Set(["import math"] + log.imports)
    if words.contains("time") { imports.insert("import time") }
    if words.contains("log") { imports.insert("import sys") }
    let (dataImports, dataLines) = dataPython
    imports.formUnion(dataImports)
    lines += imports.sorted()
    lines += [""]
    if words.contains("np") { lines.append("import numpy as np") }
    lines += ["import torch", "import torch.nn as nn"]
    if words.contains("F") { lines.append("import torch.nn.functional as F") }
    lines += [
      "", "torch.manual_seed(\(seed))",
      // The trainer's thread does; a gradient of 1e-39 is none then, which a rare loss shows.
      "torch.set_flush_denormal(True)  # as Descent, for speed", "epochs = \(epochs)", "",
    ]
    lines += dataLines
    lines += ["", "model = nn.Sequential("]
    var shape = data.inputShape
    lines += layers.map { "    \($0.python(&shape))," }
    lines += [
      ")", "loss_fn = \(lossKind.python)", "optimizer = \(optimizer.python("model.parameters()"))",
    ]
    if let scheduler { lines.append("scheduler = \(scheduler.python(in: self))") }
    lines += ["", ""] + scorePython
    if words.contains("log") {
      lines += [
        "", "", "def log(name, value):", "    print(f\"{name}: {float(value)}\", file=sys.stderr)",
      ]
    }
    lines += ["", ""] + log.beforeLoop(self, listing)
    let loop = Self.loop(listing, program, log)
    lines += log.table(loop, after: lines.count) + loop.map(\.text) + log.afterLoop
    return lines.joined(separator: "\n") + "\n"
  }

  /// The modules that the data need, which stand with the others, and their lines.
  private var dataPython: (imports: Set<String>, lines: [String]) {
    let lines = data.python()
    let imports = lines.prefix { $0.isEmpty || $0.hasPrefix("import ") }
    return (Set(imports.filter { !$0.isEmpty }), Array(lines.dropFirst(imports.count)))
  }

  /// What tells how good predictions are.
  private var scorePython: [String] {
    guard lossKind.isRegression else {
      return ["def accuracy(logits, labels):", "    return \(lossKind.accuracyPython)"]
    }
    return [
      "@torch.no_grad()", "def r2(preds, labels):", "    return \(lossKind.accuracyPython)", "", "",
      "@torch.no_grad()", "def mae(preds, labels):",
      "    return (preds - labels).abs().mean() * scale.item()", "", "",
      "@torch.no_grad()", "def rmse(preds, labels):",
      "    return (preds - labels).square().mean().sqrt() * scale.item()",
    ]
  }

  /// A line of the loop as the script has it.
  struct ScriptLine {
    var text: String
    /// The listing's line that it is; nil for what the log adds.
    var number: Int?
    var code = ""
  }

  /// The listing's lines in the script's loop, with what the log prints after the last line that
  /// binds what it shows.
  private static func loop(_ listing: Listing, _ program: Program, _ log: ScriptLog) -> [ScriptLine]
  {
    let (lines, setup) = (listing.text.lines, listing.text.setupLines.count)
    var result: [ScriptLine] = []
    func add(_ range: Range<Int>, depth: Int) {
      for index in range {
        let indent = lines[index].isEmpty ? "" : String(repeating: "    ", count: depth)
        result.append(
          ScriptLine(
            text: indent + pythonVisible(lines[index]), number: index + 1,
            code: listing.code(ofLine: index + 1)))
      }
    }
    add(0..<setup, depth: 0)
    if program.isBody { result.append(ScriptLine(text: "for epoch in range(epochs):")) }
    let bound = Set(program.statements.flatMap(\.names))
    let depth = program.isBody ? 1 : 0
    let loss = LineRoles(program.statements).lossName
    guard let place = logPlace(program, loss) else {
      add(setup..<lines.count, depth: depth)
      return result
    }
    add(setup..<place.line, depth: depth)
    let indent = String(repeating: "    ", count: depth + place.depth)
    result += log.epoch(bound, loss).map { ScriptLine(text: indent + $0) }
    add(place.line..<lines.count, depth: depth)
    return result
  }

  /// The line after which an epoch's numbers are all there, and how deep it stands.
  private static func logPlace(_ program: Program, _ loss: String) -> (line: Int, depth: Int)? {
    let body = program.statements.filter { $0.part == .loop }
    let depth = program.isBody ? 0 : (body.first?.depth ?? 0) + 1
    let shown = Set(ScriptLog.shownNames + [loss])
    guard let last = body.last(where: { !shown.isDisjoint(with: $0.names) }),
      let outermost = body.last(where: { $0.depth == depth && $0.number <= last.number })
    else { return nil }
    return (outermost.lastLineOfBlock, depth)
  }
}
