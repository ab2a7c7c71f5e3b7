import Autograd
import NN
import Testing

@testable import Loop

/// A text is taken apart and driven from outside.
@Suite struct ProgramTests {
  /// Runs a program and writes down what happens.
  static func story(_ text: String, setup: String = "", epochs: Int = 3) throws -> String {
    let runner = Runner()
    let program = try Program(setup: setup, loop: text, names: runner.names)
    runner.machine["supplied"] = .int(7)
    try program.runSetup(runner.machine)
    var story = runner.output + "|"
    for epoch in 0..<epochs {
      let before = runner.output.count
      let result = try program.runEpoch(runner.machine, epoch)
      story += "\(result):\(runner.output.dropFirst(before))|"
      if case .ran = result { continue }
      break
    }
    let before = runner.output.count
    try program.runEnd(runner.machine)
    return (story + runner.output.dropFirst(before)).replacing("\n", with: ",")
  }

  @Test(arguments: [
    // The body of the loop.
    ("loss.backward() if False else print(epoch)", "|ran:0,|ran:1,|ran:2,|"),
    ("print(epoch)\nif epoch == 1: break\nprint('x')", "|ran:0,x,|left:1,|"),
    ("print(epoch)\nif epoch < 2: continue\nprint('x')", "|ran:0,|ran:1,|ran:2,x,|"),
    // A loop over batches is no loop over epochs.
    (
      "for i in range(0, 4, 2):\n    print(epoch, i)\n    if False: loss.backward()",
      "|ran:0 0,0 2,|ran:1 0,1 2,|ran:2 0,2 2,|"
    ),
    ("for b in [1, 2]:\n    print(b)\n    if False: l.backward()", "|ran:1,2,|ran:1,2,|ran:1,2,|"),
    // The whole thing.
    (
      "print('a')\nfor e in range(2):\n    print(e)\n    if False: l.backward()\nprint('z')",
      "a,|ran:0,|ran:1,|over:|z,"
    ),
    (
      "for e in range(5):\n    print(e)\n    if e == 1: break\n    if False: l.backward()\nelse:\n    print('never')\nprint('z')",
      "|ran:0,|left:1,|z,"
    ),
    (
      "for e in range(1):\n    if False: l.backward()\nelse:\n    print('else')\nprint('z')",
      "|ran:|over:else,|z,"
    ),
    (
      "n = 0\nwhile n < 2:\n    n += 1\n    print(n)\n    if False: l.backward()\nprint('z')",
      "|ran:1,|ran:2,|over:|z,"
    ),
    (
      "for e in tqdm(range(1, 3), desc='x'):\n    print(e)\n    if False: l.backward()",
      "|ran:1,|ran:2,|over:|"
    ),
    ("for e in trange(2):\n    print(e)\n    if False: l.backward()", "|ran:0,|ran:1,|over:|"),
    // Without backward the last outermost loop over a range.
    (
      "for i in range(2): print(i)\nfor e in range(1): print('e', e)\nprint('z')",
      "0,1,|ran:e 0,|over:|z,"
    ),
    (
      "if __name__ == '__main__':\n    print('m')\n    for e in range(1):\n        if False: l.backward()\n    print('z')",
      "m,|ran:|over:|z,"
    ),
    // A function that trains is called by the loop.
    (
      "def step(e):\n    print('step', e)\n    if False: l.backward()\nfor e in range(2):\n    step(e)",
      "|ran:step 0,|ran:step 1,|over:|"
    ),
    // A function that holds the loop.
    (
      "def train(supplied, n=2):\n    print('in', supplied, n)\n    for e in range(n):\n        print(e)\n        if False: l.backward()\n    print('out')\nprint('m')",
      "m,in 7 2,|ran:0,|ran:1,|over:|out,"
    ),
    (
      "def train(a, n=2):\n    for e in range(n):\n        print(a, e)\n        if False: l.backward()\n    return a + 1\nprint('m')\nx = train(5, n=1)\nprint('x', x)",
      "m,|ran:5 0,|over:|x 6,"
    ),
    (
      "def train():\n    for e in range(9):\n        if e == 1: return 'r'\n        if False: l.backward()\n    print('never')\nx = train()\nprint(x)",
      "|ran:|left:|r,"
    ),
    // A function that is an epoch itself.
    (
      "def train(epoch):\n    for b in [1, 2]:\n        print(epoch, b)\n        if False: l.backward()",
      "|ran:0 1,0 2,|ran:1 1,1 2,|ran:2 1,2 2,|"
    ),
  ])
  func isTakenApart(_ text: String, _ story: String) throws {
    #expect(try Self.story(text) == story, "\(text)")
  }

  @Test func setupStandsBeforeTheLoop() throws {
    #expect(
      try Self.story("print(epoch, n)\nn += 1", setup: "n = 5\n# c\nprint('s')\n")
        == "s,|ran:0 5,|ran:1 6,|ran:2 7,|")
  }

  @Test func linesCountThroughBothTexts() throws {
    let runner = Runner()
    let program = try Program(
      setup: "a = 1\n\n",
      loop: "with torch.no_grad():\n    b, c = 1, (2 +\n      3)\n# note\nd = b; del d\nx.y",
      names: runner.names)
    #expect(
      program.statements.map {
        "\($0.number) \($0.depth) \($0.text) \($0.names) \($0.lastLine) \($0.part)"
      }
        == [
          "1 0 a = 1 [\"a\"] 1 setup", "3 0 with torch.no_grad(): [] 3 loop",
          "4 1 b, c = 1, (2 +\n      3) [\"b\", \"c\"] 5 loop", "7 0 d = b [\"d\"] 7 loop",
          "7 0 del d [\"d\"] 7 loop", "8 0 x.y [] 8 loop",
        ])
    #expect(program.freeNames == ["x"])
    var lines: [Int] = []
    runner.host.before = { lines.append($0) }
    try program.runSetup(runner.machine)
    #expect(throws: LoopError.self) { try program.runEpoch(runner.machine, 0) }
    #expect(lines == [1, 3, 4, 7, 7, 8])
    #expect(currentStatement == 0)
  }

  @Test func statementsAreFollowed() throws {
    let runner = Runner()
    var (before, after): ([Int], [Int]) = ([], [])
    runner.host.before = { before.append($0) }
    runner.host.after = { after.append($0) }
    let text = "def f():\n    return 1\nif f():\n    x = f()"
    let program = try Program(loop: text, names: runner.names, form: .body)
    _ = try program.runEpoch(runner.machine, 0)
    #expect(after.isEmpty)
    runner.machine.isFollowed = true
    before = []
    _ = try program.runEpoch(runner.machine, 1)
    #expect(before == [1, 3, 2, 4, 2])
    #expect(after == [1, 2, 2, 4, 3])
  }

  @Test func anErrorSaysWhere() throws {
    let runner = Runner()
    let text = "def f(x):\n    return x + y\ndef g():\n    return f(1)\nz = [1,\n  g()]"
    let error = try #require(throws: LoopError.self) {
      try runner.run(text, form: .body, epochs: 1)
    }
    #expect(error.description == "NameError: name 'y' is not defined")
    #expect(error.line == 2)
    #expect(error.calls == [5, 4])
    #expect(error.span == Span(line: 2, column: 15, endLine: 2, endColumn: 16))
  }

  @Test func theEnginesErrorStaysWhatItIs() throws {
    let runner = Runner()
    let error = try #require(throws: LoopError.self) {
      try runner.run("x = torch.ones(2)\nx.backward()", form: .body, epochs: 1)
    }
    #expect(error.torch?.kind == .runtime)
    #expect(error.description == error.torch?.description)
    #expect(error.line == 2)
  }

  /// A changed program goes on with what the names hold, also in the middle of its loop.
  @Test func aChangedProgramGoesOn() throws {
    let runner = Runner()
    let text =
      "n = 10\ndef f(): return n\nfor e in range(5):\n    n += 1\n    print(e, f())\n    if False: l.backward()"
    let first = try Program(loop: text, names: runner.names)
    try first.runSetup(runner.machine)
    _ = try first.runEpoch(runner.machine, 0)
    _ = try first.runEpoch(runner.machine, 1)
    let second = try Program(
      loop: "new = 1\n" + text.replacing("n += 1", with: "n += 100"), names: runner.names)
    _ = try second.runEpoch(runner.machine, 2)
    #expect(runner.output == "0 11\n1 12\n2 112\n")
    #expect(throws: LoopError.self) { try Program(loop: text + "\n  (", names: runner.names) }
  }

  @Test func namesAreReadable() throws {
    let runner = Runner()
    try runner.run(
      "loss = torch.ones(()) * 2\nx = 1\nlog('accuracy', loss)", form: .body, epochs: 1)
    #expect(try runner.machine["loss"]?.tensor?.item() == 2)
    #expect(runner.machine["y"] == nil)
    #expect(runner.logged.map(\.0) == ["accuracy"] && runner.logged.map(\.1) == [2])
    let back = runner.machine.checkpoint()
    runner.machine["x"] = .text("changed")
    back()
    #expect(runner.machine["x"]?.number?.int == 1)
  }

  @Test func wordsAreCompleted() throws {
    let runner = Runner()
    try runner.run(
      "train_loss = torch.ones(2)\ntrain_acc = [1]\nm = nn.Linear(1, 1)", form: .body, epochs: 1)
    let machine = runner.machine
    #expect(machine.names(completing: "x = train_") == ["train_acc", "train_loss"])
    #expect(machine.names(completing: "train_acc.app") == ["append"])
    #expect(machine.names(completing: "f(train_loss.soft") == ["softmax"])
    #expect(machine.names(completing: "torch.nn.functional.cross_e") == ["cross_entropy"])
    #expect(
      machine.names(completing: "m.weight.requires_g") == ["requires_grad", "requires_grad_"])
    #expect(machine.names(completing: "(a + b).argma") == ["argmax"])
    #expect(machine.names(completing: "unknown.argma") == ["argmax"])
    #expect(machine.names(completing: "whil") == ["while"])
    #expect(machine.names(completing: "clas").isEmpty)
  }

  @Test(arguments: [
    ("class A: pass", "SyntaxError: the loop language leaves out 'class'", 1),
    ("x = 1\ntry:\n    pass\nexcept E: pass", "SyntaxError: the loop language leaves out 'try'", 2),
    ("import os", "SyntaxError: the loop language leaves out 'import os'", 1),
    (
      "@decorated\ndef f(): pass",
      "SyntaxError: the loop language leaves out decorators other than the grad modes", 1
    ),
    ("x = (y := 1)", "SyntaxError: the loop language leaves out assignment expressions (':=')", 1),
    ("x = 3j", "SyntaxError: the loop language leaves out complex numbers", 1),
    ("def f():\n    global x", "SyntaxError: the loop language leaves out 'global'", 2),
  ])
  func whatIsLeftOutIsNamed(_ text: String, _ message: String, _ line: Int) throws {
    let error = try #require(throws: LoopError.self) { try Program(loop: text, names: NameTable()) }
    #expect(error.description == message)
    #expect(error.line == line)
  }

  @Test func compilesWithinAMillisecond() throws {
    // Counted in work, not in time: a hundred programs of forty lines in well under a second, debug
    // builds included.
    let text = (0..<10).map {
      "x\($0) = model(X)\nloss = loss_fn(x\($0), y)\nloss.backward()\nprint(f'{loss.item():.4f}')"
    }.joined(separator: "\n")
    let clock = ContinuousClock()
    let time = try clock.measure {
      for _ in 0..<10 { _ = try Program(loop: text, names: NameTable()) }
    }
    #expect(time < .seconds(5))
  }
}
