import Autograd

/// The arguments of one call: on the machine's stack, read by the parameters' places in the row.
///
/// The readers throw `TypeError` in PyTorch's words where an argument is of another kind.
public struct Arguments {
  let base: UnsafeMutablePointer<Value>
  let layout: Layout
  public let machine: Machine

  /// What a call gives for a parameter, or the parameter's default.
  public subscript(index: Int) -> Value {
    let place = layout.places[index]
    return place >= 0 ? base[place] : layout.defaults[index]
  }

  /// Whether the call gives the parameter at all.
  func isGiven(_ index: Int) -> Bool { layout.places[index] >= 0 }

  func isNone(_ index: Int) -> Bool { self[index].isNone }

  /// Puts another tensor where the call gives `tensor`: `first` for the first argument, `other` for any
  /// that follows.
  func replace(_ tensor: Tensor, with first: Tensor, elsewhere other: Tensor) {
    for (index, place) in layout.places.enumerated() where place >= 0 {
      if case .tensor(let given) = base[place], given === tensor {
        base[place] = .tensor(index == 0 ? first : other)
      }
    }
  }

  // MARK: - Tensors and numbers

  func tensor(_ index: Int) throws -> Tensor {
    if case .tensor(let tensor) = self[index] { return tensor }
    throw mismatch(index, "Tensor")
  }

  func optionalTensor(_ index: Int) throws -> Tensor? {
    isNone(index) ? nil : try tensor(index)
  }

  func int(_ index: Int) throws -> Int {
    let value = self[index]
    if case .int(let number) = value { return number }
    if let number = value.integer { return number }
    if case .tensor(let tensor) = value, tensor.count == 1, tensor.dtype.isIntegral {
      return try tensor.itemInt()
    }
    throw mismatch(index, "int")
  }

  func optionalInt(_ index: Int) throws -> Int? { isNone(index) ? nil : try int(index) }

  func float(_ index: Int) throws -> Double {
    let value = self[index]
    if let number = value.number { return number.double }
    if case .tensor(let tensor) = value, tensor.count == 1 { return try tensor.item() }
    throw mismatch(index, "float")
  }

  func optionalFloat(_ index: Int) throws -> Double? { isNone(index) ? nil : try float(index) }

  func bool(_ index: Int) throws -> Bool {
    if case .bool(let flag) = self[index] { return flag }
    if let number = self[index].integer { return number != 0 }
    throw mismatch(index, "bool")
  }

  func scalar(_ index: Int) throws -> Scalar {
    if let number = self[index].number { return number }
    if case .tensor(let tensor) = self[index], tensor.count == 1 {
      return tensor.dtype.isFloatingPoint ? .double(try tensor.item()) : .int(try tensor.itemInt())
    }
    throw mismatch(index, "Number")
  }

  func optionalScalar(_ index: Int) throws -> Scalar? {
    isNone(index) ? nil : try scalar(index)
  }

  // MARK: - Words and types

  func string(_ index: Int) throws -> String {
    if case .string(let string) = self[index] { return string.text }
    throw mismatch(index, "str")
  }

  func optionalString(_ index: Int) throws -> String? {
    isNone(index) ? nil : try string(index)
  }

  func dtype(_ index: Int) throws -> DType? {
    switch self[index] {
    case .none: return nil
    case .dtype(let dtype): return dtype
    case .object(let object):
      if let type = object as? TypeObject, let dtype = type.type.dtype { return dtype }
      if let type = object as? NumPyDType { return type.dtype }
      if let missing = object as? LeftOutObject { throw Machine.leftOut(missing.name) }
    default: break
    }
    throw mismatch(index, "torch.dtype")
  }

  /// A `reduction=` of losses.
  func reduction(_ index: Int) throws -> Reduction {
    let word = try string(index)
    guard let reduction = Reduction(rawValue: word) else {
      throw LoopError.value("\(word) is not a valid value for reduction")
    }
    return reduction
  }

  // MARK: - Lists

  /// One int, or a list or tuple of ints; empty for `None`.
  func dims(_ index: Int) throws -> [Int] {
    if let number = self[index].integer { return [number] }
    if isNone(index) { return [] }
    return try ints(index, "tuple of ints")
  }

  /// A list or tuple of ints.
  func ints(_ index: Int, _ expected: String = "tuple of ints") throws -> [Int] {
    guard let items = self[index].sequence else { throw mismatch(index, expected) }
    return try items.enumerated().map { place, item in
      if let number = item.integer { return number }
      if case .tensor(let tensor) = item, tensor.count == 1, tensor.dtype.isIntegral {
        return try tensor.itemInt()
      }
      throw LoopError.type(
        "\(layout.name)(): argument '\(parameterName(index))' must be \(expected), but found element "
          + "of type \(item.typeName) at pos \(place)")
    }
  }

  /// A list or tuple of tensors, or a single one.
  func tensors(_ index: Int) throws -> [Tensor] {
    if case .tensor(let tensor) = self[index] { return [tensor] }
    let items = try machine.items(of: self[index])
    return try items.enumerated().map { place, item in
      if case .tensor(let tensor) = item { return tensor }
      throw LoopError.type(
        "expected Tensor as element \(place) in argument \(max(layout.places[index], 0)), but got "
          + item.typeName)
    }
  }

  /// What a starred parameter takes: all further positional arguments.
  var star: [Value] {
    guard let star = layout.star else { return [] }
    if layout.places[star.parameter] >= 0 { return [self[star.parameter]] }
    return (0..<star.count).map { base[star.start + $0] }
  }

  /// Sizes given as `(2, 3)` or as `2, 3` to a starred parameter.
  func shape() throws -> [Int] {
    guard let star = layout.star else { return [] }
    let given = self.star
    let name = parameterName(star.parameter)
    var items = given
    if given.count == 1, let inner = given[0].sequence { items = inner }
    return try items.enumerated().map { place, item in
      if let number = item.integer { return number }
      if case .tensor(let tensor) = item, tensor.count == 1, tensor.dtype.isIntegral {
        return try tensor.itemInt()
      }
      if given.count == 1, given[0].sequence != nil {
        throw LoopError.type(
          "\(layout.name)(): argument '\(name)' failed to unpack the object at pos \(place + 1) with "
            + "error \"type must be tuple of ints,but got \(item.typeName)\"")
      }
      throw LoopError.type(
        "\(layout.name)(): argument '\(name)' (position \(place + 1)) must be tuple of ints, not "
          + item.typeName)
    }
  }

  // MARK: - Errors

  private func parameterName(_ index: Int) -> String {
    layout.signature?.parameters[index].name ?? ""
  }

  /// `argmax(): argument 'dim' must be int, not str`
  func mismatch(_ index: Int, _ expected: String) -> LoopError {
    let place = layout.places[index]
    let position =
      place >= 0 && place < layout.positional
      ? " (position \(layout.isMethod ? place : place + 1))" : ""
    return .type(
      "\(layout.name)(): argument '\(parameterName(index))'\(position) must be \(expected), not "
        + self[index].typeName)
  }
}

extension Value {
  /// The items of a list or tuple.
  var sequence: [Value]? {
    switch self {
    case .list(let list): list.items
    case .tuple(let tuple): tuple.items
    default: nil
    }
  }
}
