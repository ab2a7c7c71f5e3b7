import Files
import Foundation

/// Files of named tensors in the safetensors format: eight bytes of length, a JSON header that
/// says where each tensor lies, then the bytes.
public enum Safetensors {
  /// What is wrong with a file.
  public struct FormatError: Error, CustomStringConvertible, Equatable {
    /// One line, without the file's name.
    public let description: String
  }

  private static let names: [(DType, String)] = [
    (.bool, "BOOL"), (.uint8, "U8"), (.int32, "I32"), (.int64, "I64"), (.float32, "F32"),
    (.float64, "F64"),
  ]

  /// Headers beyond this are refused, as the format's own library does.
  private static let longestHeader = 100_000_000

  private enum Header: Encodable {
    case text(String)
    case numbers([Int])
    case fields([String: Header])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .numbers(let numbers): try container.encode(numbers)
      case .fields(let fields): try container.encode(fields)
      }
    }
  }

  /// The bytes of a file that holds `tensors`, in the order of their names.
  public static func encode(_ tensors: [String: Tensor], metadata: [String: String] = [:]) throws
    -> Data
  {
    var header: [String: Header] = [:]
    if !metadata.isEmpty { header["__metadata__"] = .fields(metadata.mapValues(Header.text)) }
    var body = Data()
    // Wide types first keeps every tensor aligned.
    let ordered = tensors.sorted {
      ($1.value.dtype.byteCount, $0.key) < ($0.value.dtype.byteCount, $1.key)
    }
    for (name, tensor) in ordered {
      let flat = try tensor.packed
      let size = flat.count * flat.dtype.byteCount
      header[name] = .fields([
        "dtype": .text(names.first { $0.0 == flat.dtype }?.1 ?? ""), "shape": .numbers(flat.shape),
        "data_offsets": .numbers([body.count, body.count + size]),
      ])
      body.append(Data(bytes: flat.elements, count: size))
    }
    // Not JSONSerialization: it sorts with ICU, which waits for itself where there is no memory.
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = try encoder.encode(header)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var length = UInt64(text.count).littleEndian
    return Data(bytes: &length, count: 8) + text + body
  }

  /// The tensors of a file's bytes. Throws `FormatError` for anything that the format does not
  /// allow: lengths beyond the file, unknown types, sizes that do not fit, gaps and overlaps.
  public static func decode(_ data: Data) throws -> [String: Tensor] {
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else { throw FormatError(description: "header too small") }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= longestHeader else { throw FormatError(description: "header too large") }
    guard Int(length) <= bytes.count - 8 else {
      throw FormatError(description: "invalid header length")
    }
    let start = 8 + Int(length)
    let parsed = try? JSONSerialization.jsonObject(with: Data(bytes[8..<start]))
    guard length > 0, bytes[8] == UInt8(ascii: "{"), let header = parsed as? [String: Any] else {
      throw FormatError(description: "invalid JSON in header")
    }
    var result: [String: Tensor] = [:]
    var spans: [(Int, Int)] = []
    for (name, value) in header where name != "__metadata__" {
      guard let entry = value as? [String: Any], let type = entry["dtype"] as? String,
        let shape = entry["shape"] as? [Int], let offsets = entry["data_offsets"] as? [Int],
        offsets.count == 2
      else { throw FormatError(description: "invalid entry for tensor '\(name)'") }
      guard let dtype = names.first(where: { $0.1 == type })?.0 else {
        throw FormatError(description: "tensor '\(name)' has dtype \(type), which is not supported")
      }
      guard let sizes = try? Tensor.checked(shape) else {
        throw FormatError(description: "tensor '\(name)' has an invalid shape \(shape)")
      }
      let size = sizes.elementCount * dtype.byteCount
      guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] <= bytes.count - start,
        offsets[1] - offsets[0] == size
      else { throw FormatError(description: "invalid offsets for tensor '\(name)'") }
      spans.append((offsets[0], offsets[1]))
      let tensor = try Tensor(uninitialized: sizes, dtype: dtype)
      bytes.withUnsafeBytes { all in
        if let base = all.baseAddress, size > 0 {
          tensor.elements.copyMemory(from: base + start + offsets[0], byteCount: size)
        }
      }
      result[name] = tensor
    }
    var end = 0
    for span in spans.sorted(by: <) {
      guard span.0 == end else {
        throw FormatError(description: "the tensors leave gaps or overlap")
      }
      end = span.1
    }
    guard end == bytes.count - start else {
      throw FormatError(description: "metadata incomplete: the file does not end with its tensors")
    }
    return result
  }

  /// Writes a file; throws a `FileError` where it cannot be written.
  public static func write(_ tensors: [String: Tensor], to path: String) throws {
    try WholeFile.write(encode(tensors), to: path)
  }

  /// Reads a file.
  public static func read(_ path: String) throws -> [String: Tensor] {
    try decode(Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
