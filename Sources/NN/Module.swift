import Autograd

/// A part of a model: parameters and a function from tensor to tensor.
///
/// A module is an object, as in PyTorch: whoever holds it sees the parameters it learns.
public protocol Module: AnyObject {
  /// The type's name in PyTorch, e.g. `Linear`.
  var kind: String { get }
  /// The parameters with the names PyTorch's `named_parameters` gives them.
  var namedParameters: [(name: String, tensor: Tensor)] { get }
  /// State that is no parameter, such as running statistics.
  var buffers: [Tensor] { get }
  /// Whether the module is in training mode; dropout and batch norm look at it.
  var isTraining: Bool { get set }
  /// Whether the output depends on the mode.
  var isModal: Bool { get }
  /// The output for an input; throws PyTorch's shape and dtype errors.
  func callAsFunction(_ input: Tensor) throws -> Tensor
}

extension Module {
  public var namedParameters: [(name: String, tensor: Tensor)] { [] }
  public var buffers: [Tensor] { [] }
  public var isModal: Bool { false }
  public var parameters: [Tensor] { namedParameters.map(\.tensor) }

  /// `model.train()`
  public func train() { isTraining = true }
  /// `model.eval()`
  public func eval() { isTraining = false }
}
