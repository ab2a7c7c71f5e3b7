import Autograd

/// What the names of the loop language mean: one table a type, one namespace a module.
///
/// # Adding a name
///
/// A row is the name, the parameters as Python's documentation writes them, and the call:
///
///     t.tensor("softmax", "input, dim, dtype=None") { try $0.tensor(0).softmax(dim: $0.int(1)) }
///
/// - The word before the name says what comes back: `tensor`, `int`, `float`, `bool`, `string`,
///   `none`, or `value` for anything else (with its kind where it is certain, so that `descent check`
///   knows the methods of the result). `unary("exp") { try $0.exp() }` is a tensor to a tensor.
/// - `$0` is the call's arguments by the *row's* places, whatever way the call gives them:
///   `tensor(0)`, `optionalTensor`, `int`, `optionalInt`, `float`, `scalar`, `bool`, `string`,
///   `dtype`, `dims` (one int, several, or none), `ints`, `tensors`, `reduction`, `$0[3]` for the
///   value itself, `$0.isNone(2)`. Each throws PyTorch's `TypeError` for what does not fit.
/// - `*size` takes further positional arguments: `$0.shape()` for sizes, `$0.star` for values.
///   `*` makes the rest keywords only, `**` lets unknown keywords pass.
/// - A method's first parameter is its object. A row of `tensor` that is a function of `torch` too is
///   named in `torch`'s list of inherited names, not written twice.
/// - Attributes: `t.property("dtype", get: …, set: …)`; constants of a module: `t.constant("pi") {…}`;
///   types, which are modules, losses and so on as well: see `ModuleTypes.swift`.
///
/// - `t.inPlace("floor ceil")` adds `floor_` and `ceil_`, which write what the rows compute into their
///   own tensor; `t.leftOut("LSTM GRU")` names what is known and cannot run: a call says so in one line.
/// - Wrong arguments are worded as where the function is written: `t.style` is `.torch` for PyTorch's
///   C++, `.python`, or `.builtin` for CPython's C; a constructor's signature is `.constructor`.
///
/// `NumPy` names of parameters (`axis`, `keepdims`) are understood everywhere. A row runs inside the
/// loop's grad mode and may throw `TorchError` or `LoopError`; `$0.machine` has the generator, the
/// clock, `print` and the limits.
enum Library {
  /// The module that `import name` binds; nothing for one that is left out.
  static func module(_ path: String) -> Namespace? { modules[path] }

  static let modules: [String: Namespace] = [
    "torch": torch, "torch.nn": nn, "torch.nn.functional": functional, "torch.optim": optim,
    "torch.optim.lr_scheduler": schedulers, "torch.autograd": autograd, "torch.nn.utils": nnUtils,
    "torch.nn.init": nnInit, "torch.cuda": cuda, "torch.linalg": linalg, "numpy": numpy,
    "numpy.random": numpyRandom, "math": math, "time": time, "tqdm": tqdm, "tqdm.auto": tqdm,
    "tqdm.notebook": tqdm, "torch.utils": utils, "torch.utils.data": data, "torch.amp": amp,
    "torch.cuda.amp": cudaAmp, "torch.backends": backends, "torch.distributed": distributed,
    "torch.backends.cudnn": cudnn, "torch.nn.modules": nn, "torch.nn.modules.loss": nn,
    "torch.nn.parameter": nn, "torch.optim.optimizer": optim, "torch.profiler": profiler,
    "torch.nn.parallel": nn, "torch.utils.data.dataset": data, "torch.utils.data.dataloader": data,
  ]

  /// Modules whose names mean something without an import.
  static let known: [String: Namespace] = [
    "torch": torch, "nn": nn, "F": functional, "optim": optim, "np": numpy, "math": math,
    "time": time,
  ]

  /// The tables of all types, by their kind.
  static let tables: [Table?] = [
    nil, tensor, string, list, tuple, dict, set, int, float, range, module, loss, optimizer,
    scheduler, parameterGroup, array, device, progressBar, randomSource, dataset, loader, scaler,
    ruleScheduler, numpyState, nil,
  ]

  static func table(_ kind: Table.Kind) -> Table? { tables[Int(kind.rawValue)] }

  /// What a name that nothing binds means.
  static func builtin(_ name: String) -> Entry? {
    if let entry = builtins.entries[name] { return entry }
    if let space = known[name] { return .namespace(space) }
    // `tqdm(loader)` and `Variable(x)` stand in many loops whose imports are elsewhere.
    return tqdm.entries[name] ?? (name == "Variable" ? autograd.entries[name] : nil)
  }
}
