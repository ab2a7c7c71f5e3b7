import Autograd

// Tensors from Python's values, and back.

extension Machine {
  /// `torch.tensor(value, dtype)`: numbers and nested lists of them.
  func makeTensor(_ value: Value, dtype: DType?) throws -> Tensor {
    switch value {
    case .tensor(let tensor):
      let copy = try tensor.detach().clone().detach()
      return try dtype.map { try copy.to($0) } ?? copy
    case .bool, .int, .float:
      if let number = value.number { return Tensor(number, dtype: dtype) }
    case .none, .unbound: throw TorchError(.runtime, "Could not infer dtype of NoneType")
    default: break
    }
    if let array = value.array {
      return try array.tensor.to(dtype ?? array.tensor.dtype).clone().detach()
    }
    var collector = NumberCollector(machine: self)
    try collector.collect(value, 0)
    return try collector.tensor(dtype)
  }

  /// Nested lists of a tensor's elements.
  func nestedList(_ tensor: Tensor) throws -> Value {
    let flat = tensor.detach()
    let values: [Value]
    switch tensor.dtype {
    case .bool: values = try flat.toArray(Bool.self).map { .bool($0) }
    case .uint8: values = try flat.toArray(UInt8.self).map { .int(Int($0)) }
    case .int32: values = try flat.toArray(Int32.self).map { .int(Int($0)) }
    case .int64: values = try flat.toArray(Int.self).map { .int($0) }
    case .float32: values = try flat.toArray(Float.self).map { .float(Double($0)) }
    case .float64: values = try flat.toArray(Double.self).map { .float($0) }
    }
    try allocate(count: values.count)
    if tensor.dim == 0 { return values.first ?? .none }
    var index = 0
    let shape = tensor.shape
    func block(_ dim: Int) -> Value {
      guard dim < shape.count else {
        index += 1
        return values[index - 1]
      }
      return .list((0..<shape[dim]).map { _ in block(dim + 1) })
    }
    return block(0)
  }

  /// `tensor.numpy()`
  func numpy(_ tensor: Tensor) throws -> ArrayObject {
    let shape = tensor.shape
    switch tensor.dtype {
    case .bool: return ArrayObject(try Tensor(tensor.toArray(Bool.self), shape: shape))
    case .uint8: return ArrayObject(try Tensor(tensor.toArray(UInt8.self), shape: shape))
    case .int32: return ArrayObject(try Tensor(tensor.toArray(Int32.self), shape: shape))
    case .int64: return ArrayObject(try Tensor(tensor.toArray(Int.self), shape: shape))
    case .float32: return ArrayObject(try Tensor(tensor.toArray(Float.self), shape: shape))
    case .float64: return ArrayObject(try Tensor(tensor.toArray(Double.self), shape: shape))
    }
  }
}

/// Reads nested lists into one flat list, and sees that they are regular.
private struct NumberCollector {
  let machine: Machine
  private var shape: [Int] = []
  private var isClosed = false
  private var numbers: [Scalar] = []
  private var tensorType: DType?

  init(machine: Machine) { self.machine = machine }

  mutating func collect(_ value: Value, _ depth: Int) throws {
    try machine.tick()
    if let number = value.number, depth > 0 {
      try close(depth)
      return numbers.append(number)
    }
    switch value {
    case .list, .tuple: try collect(value.sequence ?? [], value.typeName, depth)
    case .tensor(let tensor) where tensor.count == 1 && tensor.dim == 0:
      try close(depth)
      tensorType = tensor.dtype
      numbers.append(
        tensor.dtype.isFloatingPoint
          ? .double(try tensor.item(readBy: "torch.tensor()"))
          : .int(try tensor.itemInt(readBy: "torch.tensor()")))
    case .tensor(let tensor):
      if tensor.count != 1 {
        throw LoopError.value("only one element tensors can be converted to Python scalars")
      }
      try collect(try machine.nestedList(tensor).sequence ?? [], "list", depth)
    case .object(let object):
      if let array = object as? ArrayObject {
        tensorType = array.tensor.dtype
        try collect(try machine.nestedList(array.tensor).sequence ?? [], "list", depth)
      } else if object is RangeObject {
        try collect(try machine.items(of: value), "range", depth)
      } else {
        throw TorchError(.runtime, "Could not infer dtype of \(value.typeName)")
      }
    case .string: throw LoopError.value("too many dimensions 'str'")
    default: throw TorchError(.runtime, "Could not infer dtype of \(value.typeName)")
    }
  }

  private mutating func collect(_ items: [Value], _ typeName: String, _ depth: Int) throws {
    if depth > 7 { throw LoopError.value("too many dimensions '\(typeName)'") }
    if depth == shape.count {
      if isClosed { throw LoopError.type("not a sequence") }
      shape.append(items.count)
    } else if shape[depth] != items.count {
      throw LoopError.value(
        "expected sequence of length \(shape[depth]) at dim \(depth) (got \(items.count))")
    }
    if items.isEmpty { isClosed = true }
    for item in items { try collect(item, depth + 1) }
  }

  private mutating func close(_ depth: Int) throws {
    if depth < shape.count {
      throw LoopError.type("only integer tensors of a single element can be converted to an index")
    }
    isClosed = true
  }

  func tensor(_ dtype: DType?) throws -> Tensor {
    let isFloat = numbers.contains { if case .double = $0 { true } else { false } }
    let isBool =
      !numbers.isEmpty && numbers.allSatisfy { if case .bool = $0 { true } else { false } }
    let natural: DType =
      numbers.isEmpty ? .float32 : isFloat ? tensorType ?? .float32 : isBool ? .bool : .int64
    let target = dtype ?? natural
    switch target {
    case .float32: return try Tensor(numbers.map { Float($0.double) }, shape: shape)
    case .float64: return try Tensor(numbers.map(\.double), shape: shape)
    case .bool: return try Tensor(numbers.map { $0.double != 0 }, shape: shape)
    case .int64: return try Tensor(numbers.map(\.int), shape: shape)
    case .uint8, .int32: return try Tensor(numbers.map(\.int), shape: shape).to(target)
    }
  }
}
