import Autograd
import NN

/// A loss function such as `nn.CrossEntropyLoss()`.
public final class LossObject: Object {
  /// The type's name in PyTorch.
  public let kind: String
  /// Told what a loss of two tensors is given first, each time it is called.
  public var watch: ((_ input: Tensor) -> Void)?
  private let signature: Signature
  private let body: ([Tensor]) throws -> Tensor
  /// The same for the frequent case of two tensors, without a list.
  private let pair: ((Tensor, Tensor) throws -> Tensor)?

  public init(_ loss: any Loss) {
    kind = loss.kind
    signature = Self.usual
    body = { try loss($0[0], $0[1]) }
    pair = { try loss($0, $1) }
  }

  /// A loss of an input and a target.
  init(_ kind: String, _ body: @escaping (Tensor, Tensor) throws -> Tensor) {
    self.kind = kind
    signature = Self.usual
    self.body = { try body($0[0], $0[1]) }
    pair = body
  }

  /// A loss of other tensors, whose names `signature` gives.
  init(_ kind: String, _ signature: String, _ body: @escaping ([Tensor]) throws -> Tensor) {
    self.kind = kind
    self.signature = Signature(signature, style: .python)
    self.body = body
    pair = nil
  }

  private static let usual = Signature("input, target", style: .python)

  public override var typeName: String { kind }
  public override var tableKind: Table.Kind { .loss }
  public override var isCallable: Bool { true }

  public override func call(_ arguments: Arguments) throws -> Value {
    let layout = arguments.layout
    if let pair, layout.positional == 2, layout.keywords.isEmpty {
      guard case .tensor(let input) = arguments.base[0],
        case .tensor(let target) = arguments.base[1]
      else { throw wrong(arguments.base[0].tensor == nil ? 0 : 1, arguments.base) }
      watch?(input)
      return .tensor(try pair(input, target))
    }
    let bound = signature.layout(for: layout, of: "\(kind).forward", isMethod: false)
    if bound.isWrong { throw bound.wrong }
    let again = Arguments(base: arguments.base, layout: bound, machine: arguments.machine)
    let tensors = try signature.parameters.indices.map { try again.tensor($0) }
    if pair != nil, let input = tensors.first { watch?(input) }
    return .tensor(try body(tensors))
  }

  override func call(
    _ first: consuming Value, _ second: consuming Value, _ call: Layout, _ machine: Machine
  ) throws -> Value {
    guard let pair else { return try super.call(first, second, call, machine) }
    switch (consume first, consume second) {
    case (.tensor(let input), .tensor(let target)):
      watch?(input)
      return .tensor(try pair(input, target))
    case (let input, let target): return try super.call(input, target, call, machine)
    }
  }

  private func wrong(_ place: Int, _ base: UnsafeMutablePointer<Value>) -> LoopError {
    .type(
      "\(kind)(): argument '\(signature.parameters[place].name)' (position \(place + 1)) must be "
        + "Tensor, not \(base[place].typeName)")
  }

  public override func representation(_ machine: Machine) throws -> String { "\(kind)()" }
}
