import Autograd

/// `array.dtype`
final class NumPyDType: Object {
  let dtype: DType

  init(_ dtype: DType) { self.dtype = dtype }

  override var typeName: String { "numpy.dtype" }
  override var hashKey: Key? { .dtype(dtype.rawValue) }

  override func isEqual(to other: Value, _ machine: Machine) throws -> Bool {
    switch other {
    case .dtype(let other): other == dtype
    case .string(let name): DType.named(name.text) == dtype
    case .object(let object):
      (object as? NumPyDType)?.dtype == dtype || (object as? TypeObject)?.numpyType == dtype
    default: false
    }
  }

  override func attribute(_ name: String, _ machine: Machine) throws -> Value? {
    switch name {
    case "name": .text(dtype.name)
    case "itemsize": .int(dtype.byteCount)
    case "kind":
      .text(dtype.isFloatingPoint ? "f" : dtype == .bool ? "b" : dtype == .uint8 ? "u" : "i")
    default: nil
    }
  }

  override func text(_ machine: Machine) throws -> String { dtype.name }
  override func representation(_ machine: Machine) throws -> String { "dtype('\(dtype.name)')" }
}

extension TypeObject {
  /// The dtype that a type of NumPy's, or Python's own `float` and `int`, stands for.
  var numpyType: DType? {
    switch type.path {
    case "float": .float64
    case "int": .int64
    case "bool": .bool
    default: type.path.hasPrefix("numpy") ? type.dtype : nil
    }
  }
}
