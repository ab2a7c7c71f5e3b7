/// A plain number as an operand: it takes part in type promotion as a Python number does.
public enum Scalar: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  /// Python's `bool`: below every tensor in promotion.
  case bool(Bool)
  /// Python's `int`: makes a bool tensor an int64.
  case int(Int)
  /// Python's `float`: makes a tensor of whole numbers a float32.
  case double(Double)

  /// A literal such as `2`.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A literal such as `0.5`.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A literal, `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(_ value: Int) { self = .int(value) }
  /// A float.
  public init(_ value: Double) { self = .double(value) }
  /// A float, widened.
  public init(_ value: Float) { self = .double(Double(value)) }
  /// A bool: the weakest kind in promotion.
  public init(_ value: Bool) { self = .bool(value) }

  /// The value as a double; a bool is 0 or 1.
  public var double: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .double(let value): value
    }
  }

  /// The value as an integer, truncated; what does not fit is `Int.min`.
  public var int: Int {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    case .double(let value): Int(exactly: value.rounded(.towardZero)) ?? Int.min
    }
  }

  /// The dtype a Python number of this kind brings along.
  var dtype: DType {
    switch self {
    case .bool: .bool
    case .int: .int64
    case .double: .float32
    }
  }

  /// The value as PyTorch's messages write it.
  var text: String {
    switch self {
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .double(let value):
      value.isFinite && value == value.rounded() && abs(value) < 1e15
        ? "\(Int(value))" : "\(value)"
    }
  }

  /// Throws where an element of `dtype` cannot hold the value, as PyTorch's fills do.
  func checkFits(_ dtype: DType) throws {
    let fits: Bool
    switch dtype {
    case .bool, .float64: fits = true
    case .uint8:
      // Negative integers wrap around, as in PyTorch; negative fractions do not.
      if case .double = self {
        fits = double >= 0 && double <= 255
      } else {
        fits = double >= -255 && double <= 255
      }
    case .int32: fits = double >= Double(Int32.min) && double <= Double(Int32.max)
    case .int64:
      if case .double = self {
        fits = Int(exactly: double.rounded(.towardZero)) != nil
      } else {
        fits = true
      }
    case .float32: fits = !double.isFinite || abs(double) <= Double(Float.greatestFiniteMagnitude)
    }
    guard fits else {
      throw TorchError.runtime(
        "value cannot be converted to type \(dtype.fixedWidthName) without overflow")
    }
  }

  /// Writes the value as one element of `dtype`.
  func store(at pointer: UnsafeMutableRawPointer, as dtype: DType) {
    switch dtype {
    case .bool: pointer.storeBytes(of: double != 0 ? 1 : 0, as: UInt8.self)
    case .uint8: pointer.storeBytes(of: UInt8(truncatingIfNeeded: int), as: UInt8.self)
    case .int32: pointer.storeBytes(of: Int32(truncatingIfNeeded: int), as: Int32.self)
    case .int64: pointer.storeBytes(of: Int64(int), as: Int64.self)
    case .float32: pointer.storeBytes(of: Float(double), as: Float.self)
    case .float64: pointer.storeBytes(of: double, as: Double.self)
    }
  }

  /// Reads one element of `dtype`.
  init(at pointer: UnsafeRawPointer, as dtype: DType) {
    switch dtype {
    case .bool: self = .bool(pointer.load(as: UInt8.self) != 0)
    case .uint8: self = .int(Int(pointer.load(as: UInt8.self)))
    case .int32: self = .int(Int(pointer.load(as: Int32.self)))
    case .int64: self = .int(Int(pointer.load(as: Int64.self)))
    case .float32: self = .double(Double(pointer.load(as: Float.self)))
    case .float64: self = .double(pointer.load(as: Double.self))
    }
  }
}
