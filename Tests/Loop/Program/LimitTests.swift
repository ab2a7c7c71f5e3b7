import Testing

@testable import Loop

/// No text takes all memory, ends the stack or runs for ever.
@Suite struct LimitTests {
  @Test(arguments: [
    "[0] * 10**12", "x = [0] * 10**7\nx *= 10**6", "'a' * 10**12",
    "x = 'ab' * 10**6\nx = x * 10**6",
    "x = 'a'\nwhile True: x += x", "x = [1]\nwhile True: x += x", "list(range(10**12))",
    "[i for i in range(10**12)]", "{i: i for i in range(10**12)} if False else [0] * 10**12",
    "x = [0] * 1000\nfor _ in range(60): x = [x, x]\nprint(x)", "'%1000000000d' % 1",
    "f'{1:1000000000}'", "'{:>1000000000}'.format(1)", "'a'.center(10**12)", "'a'.zfill(10**12)",
    "f'{1.0:.1000000000f}'", "'a'.replace('a', 'b' * 10**6 * 10**4)", "(1,) * 10**12",
    "'x'.join(['a' * 10**6] * 10**6)", "print('a' * 10**6 * 10**6)", "10**12 * [None]",
  ])
  func memoryIsBounded(_ text: String) {
    #expect(Runner.error(text)?.type == "MemoryError", "\(text)")
  }

  @Test(arguments: [
    "def f(): return f()\nf()", "f = lambda: f()\nf()",
    "def f(x): return [f(y) for y in x]\nl = []\nl.append(l)\nf(l)",
    "x = []\nfor _ in range(10**5): x = [x]\nprint(x)",
    "x = ()\nfor _ in range(10**5): x = (x,)\nx == (x, 1)\nhash(x)",
    "x = [1]\nfor _ in range(10**5): x = iter(map(lambda y: y, x))\nnext(x)",
    "x = [1]\nfor _ in range(10**5): x = zip(x)\nnext(x)",
    "x = [1]\nfor _ in range(10**5): x = (y for y in x)\nnext(x)",
    "a = []\nb = []\nfor _ in range(10**5):\n    a = [a]\n    b = [b]\na == b",
    "a = []\nb = []\nfor _ in range(10**5):\n    a = [a]\n    b = [b]\na < b",
  ])
  func recursionIsBounded(_ text: String) {
    #expect(Runner.error(text)?.type == "RecursionError", "\(text)")
  }

  @Test(arguments: [
    "x = []\nfor _ in range(10**6): x = [x]\nx = None",
    "x = ()\nfor _ in range(10**6): x = (x,)\ndel x",
    "x = {}\nfor _ in range(10**5): x = {0: x}\nx = 1",
    "x = [1]\nfor _ in range(10**5): x = iter(map(str, x))\nx = 1",
    "x = 0\nfor _ in range(10**5): x = (lambda y: lambda: y)(x)\nx = 1",
    "x = 0\nfor _ in range(10**5): x = (lambda y=x: y)\nx = 1",
    "x = [1]\nfor _ in range(10**5): x = enumerate(x)\nx = 1",
    "x = [].append\nfor _ in range(10**5): x = [x].append\nx = 1",
  ])
  func deepValuesAreLetGoOf(_ text: String) {
    #expect(Runner.error(text) == nil, "\(text)")
  }

  @Test(arguments: [
    "9223372036854775807 + 1", "-9223372036854775807 - 2", "2 ** 63", "3 ** 100",
    "9223372036854775807 * 2",
    "1 << 63", "-(-9223372036854775807 - 1)", "abs(-9223372036854775807 - 1)",
    "(-9223372036854775807 - 1) // -1", "sum([9223372036854775807, 1])", "math.factorial(21)",
    "x = 9223372036854775807\nx += 1", "int(1e30)", "int('99999999999999999999')", "round(1e30)",
    "math.floor(1e30)", "range(-9223372036854775807, 9223372036854775807)",
  ])
  func integersThatOverflowAreErrors(_ text: String) {
    #expect(Runner.error(text)?.type == "OverflowError", "\(text)")
  }

  private struct Stop: Error {}

  @Test(arguments: [
    "while True: pass", "while True:\n    x = 1", "for i in range(10**15): pass",
    "def f():\n    while True: pass\nf()", "any(False for _ in range(10**15))",
    "sum(0 for _ in range(10**15))", "max(i * 0 for i in range(10**15))",
    "[0 for _ in range(10**15) if False]",
    "list(filter(lambda x: False, range(10**15)))", "10**16 in map(lambda x: 0, range(10**15))",
    "while 1: [i for i in range(10)]",
  ])
  func nothingRunsForEver(_ text: String) {
    for isPolled in [true, false] {
      var asked = 0
      let runner = Runner()
      if isPolled {
        runner.host.poll = {
          asked += 1
          if asked > 3 { throw Stop() }
        }
        runner.host.before = { _ in
          asked += 1
          if asked > 1000 { throw Stop() }
        }
      } else {
        runner.host.before = { _ in if asked > 100 { throw Stop() } }
        runner.host.poll = {
          asked += 1
          if asked > 100 { throw Stop() }
        }
      }
      #expect(throws: Stop.self, "\(text)") { try runner.run(text, form: .body, epochs: 1) }
    }
  }

  @Test func memoryOfTheProcessIsBounded() {
    var used = 0
    let runner = Runner()
    runner.host.limits.memory = 1 << 30
    runner.host.memoryInUse = {
      used += 1 << 28
      return used
    }
    #expect(throws: LoopError.self) {
      try runner.run("x = []\nwhile True: x.append('a' * 100)", form: .body, epochs: 1)
    }
  }
}
