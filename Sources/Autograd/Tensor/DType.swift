import CKernels

/// The type of a tensor's elements, in PyTorch's order of promotion.
public enum DType: UInt8, Sendable, CaseIterable, Comparable, CustomStringConvertible {
  /// One byte, 0 or 1.
  case bool
  /// One byte, 0 to 255.
  case uint8
  /// Four bytes, signed; arithmetic wraps.
  case int32
  /// Eight bytes, signed; arithmetic wraps. What a list of whole numbers becomes.
  case int64
  /// IEEE single precision. What a list of decimal numbers becomes.
  case float32
  /// IEEE double precision.
  case float64

  /// Bytes an element takes.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8: 1
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// True for float32 and float64.
  public var isFloatingPoint: Bool { self >= .float32 }

  /// True for signed and unsigned integers and for bool.
  public var isIntegral: Bool { self < .float32 }

  /// `torch.float32`, as PyTorch prints it.
  public var description: String { "torch.\(name)" }

  /// `float32`.
  public var name: String {
    switch self {
    case .bool: "bool"
    case .uint8: "uint8"
    case .int32: "int32"
    case .int64: "int64"
    case .float32: "float32"
    case .float64: "float64"
    }
  }

  /// The word PyTorch's messages use: `Float`, `Long`.
  public var scalarTypeName: String {
    switch self {
    case .bool: "Bool"
    case .uint8: "Byte"
    case .int32: "Int"
    case .int64: "Long"
    case .float32: "Float"
    case .float64: "Double"
    }
  }

  /// PyTorch's order of promotion: of two types the larger one holds both.
  public static func < (a: DType, b: DType) -> Bool { a.rawValue < b.rawValue }

  var kernel: ck_dtype { ck_dtype(UInt32(rawValue)) }
}

/// A Swift type that a tensor can hold.
public protocol TensorElement: Sendable {
  static var dtype: DType { get }
}

extension Bool: TensorElement { public static var dtype: DType { .bool } }
extension UInt8: TensorElement { public static var dtype: DType { .uint8 } }
extension Int32: TensorElement { public static var dtype: DType { .int32 } }
extension Int64: TensorElement { public static var dtype: DType { .int64 } }
extension Int: TensorElement { public static var dtype: DType { .int64 } }
extension Float: TensorElement { public static var dtype: DType { .float32 } }
extension Double: TensorElement { public static var dtype: DType { .float64 } }
