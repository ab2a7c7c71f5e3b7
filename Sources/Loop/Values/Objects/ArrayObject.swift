import Autograd

/// What `.numpy()` gives: an array of numbers without gradients.
///
/// A tensor does the work; ops run without tracking, so that no cut is recorded for them.
final class ArrayObject: Object {
  let tensor: Tensor

  init(_ tensor: Tensor) { self.tensor = tensor }

  override var typeName: String { "numpy.ndarray" }
  override var tableKind: Table.Kind { .array }
  override var hashKey: Key? { nil }

  /// A tensor of any dimension as an array, or as a plain number when it has none.
  static func value(_ tensor: Tensor, _ machine: Machine) throws -> Value {
    tensor.dim == 0
      ? try withoutTracking { try machine.item(of: tensor) } : .object(ArrayObject(tensor))
  }

  override func length(_ machine: Machine) throws -> Int? {
    guard let length = tensor.length else { throw LoopError.type("len() of unsized object") }
    return length
  }

  override func iterator(_ machine: Machine) throws -> Iterator? {
    guard let count = tensor.length else {
      throw LoopError.type("iteration over a 0-d array")
    }
    var place = 0
    return HostIterator("iterator") { [tensor] machine in
      guard place < count else { return nil }
      place += 1
      return try ArrayObject.value(
        withoutTracking { try tensor.select(dim: 0, index: place - 1) }, machine)
    }
  }

  override func item(_ key: Value, _ machine: Machine) throws -> Value {
    try Self.value(
      withoutTracking { try machine.tensorItem(tensor, key.tensorOfArray ?? key) }, machine)
  }

  override func setItem(_ key: Value, _ value: Value, _ machine: Machine) throws {
    try withoutTracking {
      try machine.setTensorItem(tensor, key.tensorOfArray ?? key, value.tensorOfArray ?? value)
    }
  }

  override func binary(
    _ op: BinaryOperator, _ other: Value, isLeft: Bool, _ machine: Machine
  ) throws -> Value? {
    if case .tensor(let other) = other {
      return .tensor(try beside(other, op, isLeft: isLeft))
    }
    guard let (own, operand) = try operands(op, other, machine) else { return nil }
    return try withoutTracking {
      let result = try machine.binary(op, isLeft ? own : operand, isLeft ? operand : own)
      if case .tensor(let tensor) = result { return try Self.value(tensor, machine) }
      return result
    }
  }

  /// An array and a tensor: NumPy gives way to PyTorch, but not for its own three signs.
  private func beside(_ other: Tensor, _ op: BinaryOperator, isLeft: Bool) throws -> Tensor {
    if isLeft, op == .add {
      throw LoopError.type(
        "Concatenation operation is not implemented for NumPy arrays, use np.concatenate() instead. "
          + "Please do not rely on this error; it may not be given on all Python implementations.")
    }
    if isLeft, op == .sub || op == .mul {
      throw LoopError.type(
        "unsupported operand type(s) for \(op.rawValue): 'numpy.ndarray' and 'Tensor'")
    }
    if other.requiresGrad {
      throw TorchError(
        .runtime,
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    }
    return try Machine.tensors(op, isLeft ? tensor : other, isLeft ? other : tensor)
  }

  /// Both sides as tensors and numbers in NumPy's common type.
  private func operands(
    _ op: BinaryOperator, _ other: Value, _ machine: Machine
  ) throws -> (Value, Value)? {
    var own = tensor
    // Whole numbers divide into doubles.
    if op == .div, !own.dtype.isFloatingPoint { own = try own.to(.float64) }
    if let number = other.number {
      if case .double = number, !own.dtype.isFloatingPoint { own = try own.to(.float64) }
      if op == .pow, !own.dtype.isFloatingPoint, number.double < 0 {
        throw LoopError.value("Integers to negative integer powers are not allowed.")
      }
      if own.dtype == .bool, op != .and, op != .or, op != .xor { own = try own.to(.int64) }
      return (.tensor(own), other)
    }
    let second: Tensor
    if let array = other.array {
      second = array.tensor
    } else if other.sequence != nil {
      second = try machine.arrayTensor(other, nil)
    } else {
      return nil
    }
    let (x, y) = try Self.common(own, second)
    return (.tensor(x), .tensor(y))
  }

  /// Two arrays in the type that NumPy computes in: a float of 32 bits and whole numbers of more
  /// than 8 give a double.
  static func common(_ a: Tensor, _ b: Tensor) throws -> (Tensor, Tensor) {
    if a.dtype == b.dtype { return (a, b) }
    let types = [a.dtype, b.dtype]
    let type: DType =
      if types.contains(.float64) {
        .float64
      } else if types.contains(.float32) {
        types.contains(.int64) || types.contains(.int32) ? .float64 : .float32
      } else if types.contains(.int64) {
        .int64
      } else if types.contains(.int32) {
        .int32
      } else {
        .uint8
      }
    return (try a.to(type), try b.to(type))
  }

  override func compare(
    _ op: ComparisonOperator, _ other: Value, isLeft: Bool, _ machine: Machine
  ) throws -> Value? {
    var operand = other.tensorOfArray ?? other.numberOrTensor
    if operand == nil, other.sequence != nil {
      operand = .tensor(try machine.arrayTensor(other, nil))
    }
    guard let operand else { return nil }
    return try withoutTracking {
      let result = try machine.compare(
        isLeft ? op : op.swapped, .tensor(tensor), operand)
      if case .tensor(let tensor) = result { return try Self.value(tensor, machine) }
      return result
    }
  }

  override func unary(_ op: UnaryOperator, _ machine: Machine) throws -> Value? {
    try withoutTracking {
      let result = try machine.unary(op, .tensor(tensor))
      if case .tensor(let tensor) = result { return try Self.value(tensor, machine) }
      return result
    }
  }

  override func isTrue(_ machine: Machine) throws -> Bool {
    guard tensor.count == 1 else {
      throw LoopError.value(
        "The truth value of an array with more than one element is ambiguous. Use a.any() or "
          + "a.all()")
    }
    return try machine.truth(of: tensor)
  }

  override func representation(_ machine: Machine) throws -> String {
    "array(\(try text(machine)))"
  }

  override func text(_ machine: Machine) throws -> String { try ArrayText.text(tensor, machine) }
}

extension Value {
  /// The array, when it is one.
  var array: ArrayObject? {
    if case .object(let object) = self { object as? ArrayObject } else { nil }
  }

  var tensorOfArray: Value? { array.map { .tensor($0.tensor) } }

  fileprivate var numberOrTensor: Value? { number != nil || tensor != nil ? self : nil }
}

/// `torch.device(…)`
final class DeviceObject: Object {
  let name: String

  /// Throws PyTorch's errors for devices that are not there.
  init(_ name: String) throws {
    let type = name.prefix { $0 != ":" }
    guard ["cpu", "cuda", "mps", "meta"].contains(String(type)) else {
      throw TorchError(
        .runtime,
        "Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, "
          + "lazy, vulkan, mps, meta, hpu, mtia, privateuseone device type at start of device "
          + "string: \(name)")
    }
    self.name = name
  }

  override var typeName: String { "torch.device" }
  override var tableKind: Table.Kind { .device }

  var type: String { String(name.prefix { $0 != ":" }) }

  override func isEqual(to other: Value, _ machine: Machine) throws -> Bool {
    guard case .object(let object) = other, let device = object as? DeviceObject else {
      return false
    }
    return device.name == name
  }

  override func text(_ machine: Machine) throws -> String { name }

  override func representation(_ machine: Machine) throws -> String {
    let parts = name.split(separator: ":")
    return parts.count > 1
      ? "device(type='\(parts[0])', index=\(parts[1]))" : "device(type='\(name)')"
  }

  /// Throws what PyTorch without a GPU throws when something is to go there.
  static func check(_ value: Value) throws {
    let name: String
    switch value {
    case .string(let text): name = try DeviceObject(text.text).type
    case .object(let object):
      // `x.to(torch.bfloat16)`
      if let missing = object as? LeftOutObject { throw Machine.leftOut(missing.name) }
      guard let device = object as? DeviceObject else { return }
      name = device.type
    default: return
    }
    if name == "cuda" { throw LoopError("AssertionError", "Torch not compiled with CUDA enabled") }
    if name == "mps" {
      throw TorchError(
        .runtime,
        "PyTorch is not linked with support for mps devices")
    }
  }
}
