import Autograd

/// The call or operator that raised, with what it was given.
public struct RaisedCall {
  /// One argument, or one side of an operator.
  public struct Operand {
    /// As it stands in the text, e.g. `y_train.float()`.
    public let text: String
    /// Nil where it is no tensor, or to find its value would run what has effects.
    public let tensor: Tensor?
  }

  /// The function, or the operator's sides' sign: `loss_fn`, `x.view`, `+`.
  public let callee: String
  /// What the callee's name holds; nil for anything but a plain name.
  public let function: Object?
  /// A method's own object first.
  public let operands: [Operand]
}

extension Machine {
  /// The call that an error points at, in lines that count from 1; nil where it points at none.
  ///
  /// Arguments are computed once more, from what the names hold: only those that nothing but reading
  /// and pure functions make.
  public func raisedCall(_ error: LoopError, in lines: [String]) -> RaisedCall? {
    guard let span = error.span else { return nil }
    let text = lines.source(span)
    guard let expression = try? Parser.expression(text) else { return nil }
    let source = text.lines
    func operand(_ expression: Expression) -> RaisedCall.Operand {
      RaisedCall.Operand(text: source.source(expression.span), tensor: tensor(of: expression))
    }
    switch expression.kind {
    case .call(let callee, let arguments):
      var operands: [RaisedCall.Operand] = []
      var function: Object?
      switch callee.kind {
      case .attribute(let receiver, _): operands.append(operand(receiver))
      case .name(let name): if case .object(let object)? = self[name] { function = object }
      default: break
      }
      return RaisedCall(
        callee: source.source(callee.span), function: function,
        operands: operands.filter { $0.tensor != nil } + arguments.map { operand($0.value) })
    case .binary(_, let left, let right):
      return RaisedCall(
        callee: "the operator", function: nil, operands: [operand(left), operand(right)])
    default: return nil
    }
  }

  private func tensor(of expression: Expression) -> Tensor? {
    guard expression.isPure else { return nil }
    let compiler = Compiler([], names: names, supplied: Set(names.all))
    guard let evaluate = try? compiler.compile(expression), compiler.scope.count == 0 else {
      return nil
    }
    let (statement, drawn) = (currentStatement, generator)
    defer { (currentStatement, generator) = (statement, drawn) }
    let value = try? withoutTracking {
      try evaluate(Frame(locals: stack + state.pointee.top, machine: self))
    }
    return value?.tensor
  }
}

extension Expression {
  /// Made by reading and by functions that change nothing and draw nothing.
  fileprivate var isPure: Bool {
    switch kind {
    case .constant, .name: true
    case .attribute(let value, _): value.isPure
    case .subscripted(let value, let key): value.isPure && key.isPure
    case .slice(let a, let b, let c): [a, b, c].allSatisfy { $0?.isPure ?? true }
    case .unary(_, let operand): operand.isPure
    case .binary(_, let left, let right): left.isPure && right.isPure
    case .comparison(let first, let rest):
      first.isPure && rest.allSatisfy { $0.operand.isPure }
    case .tuple(let items), .list(let items): items.allSatisfy(\.isPure)
    case .call(let callee, let arguments):
      callee.isPureFunction && arguments.allSatisfy { $0.value.isPure }
    default: false
    }
  }

  private var isPureFunction: Bool {
    guard case .attribute(let owner, let name) = kind else { return false }
    return Self.pureFunctions.contains(name) && owner.isPure
  }

  /// Functions and methods that people write into an argument.
  private static let pureFunctions: Set<String> = [
    "abs", "amax", "amin", "arange", "argmax", "argmin", "as_tensor", "bool", "byte", "cat",
    "chunk",
    "clamp", "clone", "contiguous", "cpu", "cuda", "detach", "double", "eq", "exp", "expand",
    "flatten",
    "float", "gather", "ge", "gt", "half", "int", "item", "le", "log", "log_softmax", "long", "lt",
    "max",
    "mean", "min", "narrow", "ne", "numel", "one_hot", "ones_like", "permute", "pow", "relu",
    "repeat",
    "reshape", "round", "select", "sigmoid", "size", "softmax", "split", "sqrt", "square",
    "squeeze",
    "stack", "sum", "t", "tanh", "tensor", "to", "transpose", "type", "type_as", "unsqueeze",
    "view",
    "view_as", "where", "zeros_like",
  ]
}
