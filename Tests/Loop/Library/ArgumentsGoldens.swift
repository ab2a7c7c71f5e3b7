/// Arguments that do not fit: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let arguments: [LibraryGolden] = [
    LibraryGolden(
      """
      print(torch.zeros())
      """,
      """
      TypeError: zeros() missing 1 required positional arguments: "size"
      """),
    LibraryGolden(
      """
      nn.CrossEntropyLoss(smoothing=0.1)
      """,
      """
      TypeError: CrossEntropyLoss.__init__() got an unexpected keyword argument 'smoothing'
      """),
    LibraryGolden(
      """
      nn.CrossEntropyLoss()(torch.ones(1,2))
      """,
      """
      TypeError: CrossEntropyLoss.forward() missing 1 required positional argument: 'target'
      """),
    LibraryGolden(
      """
      nn.Linear(1)
      """,
      """
      TypeError: Linear.__init__() missing 1 required positional argument: 'out_features'
      """),
    LibraryGolden(
      """
      nn.Linear(1, 2, bia=False)
      """,
      """
      TypeError: Linear.__init__() got an unexpected keyword argument 'bia'
      """),
    LibraryGolden(
      """
      nn.Linear(2, 3)()
      """,
      """
      TypeError: Linear.forward() missing 1 required positional argument: 'input'
      """),
    LibraryGolden(
      """
      nn.Linear(2, 3).eval(1)
      """,
      """
      TypeError: Module.eval() takes 1 positional argument but 2 were given
      """),
    LibraryGolden(
      """
      torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1)]), gama=0.1)
      """,
      """
      TypeError: StepLR.__init__() got an unexpected keyword argument 'gama'
      """),
    LibraryGolden(
      """
      torch.argmax()
      """,
      """
      TypeError: argmax() missing 1 required positional arguments: "input"
      """),
    LibraryGolden(
      """
      torch.softmax(torch.ones(2))
      """,
      """
      TypeError: softmax() missing 1 required positional arguments: "dim"
      """),
    LibraryGolden(
      """
      F.softmax(torch.ones(2), dims=0)
      """,
      """
      TypeError: softmax() got an unexpected keyword argument 'dims'
      """),
    LibraryGolden(
      """
      F.cross_entropy(torch.ones(1, 2), torch.tensor([0]), reduce_mean=True)
      """,
      """
      TypeError: cross_entropy() got an unexpected keyword argument 'reduce_mean'
      """),
    LibraryGolden(
      """
      F.relu(torch.ones(2), 1, 2)
      """,
      """
      TypeError: relu() takes from 1 to 2 positional arguments but 3 were given
      """),
    LibraryGolden(
      """
      torch.relu(torch.ones(2), inplace=True)
      """,
      """
      TypeError: relu() got an unexpected keyword argument 'inplace'
      """),
    LibraryGolden(
      """
      F.cross_entropy(torch.ones(1,2))
      """,
      """
      TypeError: cross_entropy() missing 1 required positional argument: 'target'
      """),
    LibraryGolden(
      """
      torch.manual_seed()
      """,
      """
      TypeError: manual_seed() missing 1 required positional argument: 'seed'
      """),
    LibraryGolden(
      """
      torch.ones(2).unsqueeze()
      """,
      """
      TypeError: unsqueeze() missing 1 required positional arguments: "dim"
      """),
    LibraryGolden(
      """
      torch.exp(torch.ones(1), 2)
      """,
      """
      TypeError: exp() takes 1 positional argument but 2 were given
      """),
    LibraryGolden(
      """
      optim.SGD()
      """,
      """
      TypeError: SGD.__init__() missing 1 required positional argument: 'params'
      """),
    LibraryGolden(
      """
      optim.SGD([torch.ones(1)], 0.1, 0, 0, 0, False, 3)
      """,
      """
      TypeError: SGD.__init__() takes from 2 to 7 positional arguments but 8 were given
      """),
    LibraryGolden(
      """
      nn.Linear(1,2,True,None,None,3)
      """,
      """
      TypeError: Linear.__init__() takes from 3 to 6 positional arguments but 7 were given
      """),
    LibraryGolden(
      """
      nn.Linear(2,3)(x=torch.ones(2))
      """,
      """
      TypeError: Linear.forward() got an unexpected keyword argument 'x'
      """),
    LibraryGolden(
      """
      len([1], [2])
      """,
      """
      TypeError: len() takes exactly one argument (2 given)
      """),
    LibraryGolden(
      """
      len()
      """,
      """
      TypeError: len() takes exactly one argument (0 given)
      """),
    LibraryGolden(
      """
      len(x=1)
      """,
      """
      TypeError: len() takes no keyword arguments
      """),
    LibraryGolden(
      """
      isinstance(1)
      """,
      """
      TypeError: isinstance expected 2 arguments, got 1
      """),
    LibraryGolden(
      """
      range()
      """,
      """
      TypeError: range expected at least 1 argument, got 0
      """),
    LibraryGolden(
      """
      range(1, 2, 3, 4)
      """,
      """
      TypeError: range expected at most 3 arguments, got 4
      """),
    LibraryGolden(
      """
      {}.get()
      """,
      """
      TypeError: get expected at least 1 argument, got 0
      """),
    LibraryGolden(
      """
      [].append()
      """,
      """
      TypeError: list.append() takes exactly one argument (0 given)
      """),
    LibraryGolden(
      """
      [1].append(1,2)
      """,
      """
      TypeError: list.append() takes exactly one argument (2 given)
      """),
    LibraryGolden(
      """
      "a".join()
      """,
      """
      TypeError: str.join() takes exactly one argument (0 given)
      """),
    LibraryGolden(
      """
      math.exp()
      """,
      """
      TypeError: math.exp() takes exactly one argument (0 given)
      """),
    LibraryGolden(
      """
      math.exp(1,2)
      """,
      """
      TypeError: math.exp() takes exactly one argument (2 given)
      """),
    LibraryGolden(
      """
      print(1, foo=2)
      """,
      """
      TypeError: 'foo' is an invalid keyword argument for print()
      """),
    LibraryGolden(
      """
      {}.pop()
      """,
      """
      TypeError: pop expected at least 1 argument, got 0
      """),
    LibraryGolden(
      """
      [].pop(1,2)
      """,
      """
      TypeError: pop expected at most 1 argument, got 2
      """),
    LibraryGolden(
      """
      abs()
      """,
      """
      TypeError: abs() takes exactly one argument (0 given)
      """),
    LibraryGolden(
      """
      time.time(1)
      """,
      """
      TypeError: time.time() takes no arguments (1 given)
      """),
    LibraryGolden(
      """
      "a".upper(1)
      """,
      """
      TypeError: str.upper() takes no arguments (1 given)
      """),
    LibraryGolden(
      """
      {1:2}.items(1)
      """,
      """
      TypeError: dict.items() takes no arguments (1 given)
      """),
    LibraryGolden(
      """
      max()
      """,
      """
      TypeError: max expected at least 1 argument, got 0
      """),
  ]
}
