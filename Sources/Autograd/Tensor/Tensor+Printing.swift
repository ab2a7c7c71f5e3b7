import Foundation

/// Prints as PyTorch prints: four digits, one width for all elements, long tensors shortened.
extension Tensor: CustomStringConvertible {
  /// What Python's `print` shows for the tensor.
  public var description: String {
    let prefix = "tensor("
    var suffixes: [String] = []
    let body: String
    if count == 0 {
      if dim != 1 {
        let list = shape.map(String.init).joined(separator: ", ")
        suffixes.append("size=(\(list)\(dim == 1 ? "," : ""))")
      }
      if dtype != .float32 { suffixes.append("dtype=\(dtype)") }
      body = "[]"
    } else {
      if ![.float32, .int64, .bool].contains(dtype) { suffixes.append("dtype=\(dtype)") }
      body = TensorText(self).text(indent: prefix.count)
    }
    if let node {
      suffixes.append("grad_fn=<\(node.name)>")
    } else if requiresGrad {
      suffixes.append("requires_grad=True")
    }
    var result = prefix + body
    // PyTorch counts the last line one short of its width on purpose or not; so do we.
    var lineLength = result.count - (result.lastLineBreak ?? -1) + 1
    for suffix in suffixes {
      if lineLength + suffix.count + 2 > TensorText.lineWidth {
        result += ",\n" + String(repeating: " ", count: prefix.count) + suffix
        lineLength = prefix.count + suffix.count
      } else {
        result += ", " + suffix
        lineLength += suffix.count + 2
      }
    }
    return result + ")"
  }
}

extension String {
  /// Where the last line break stands, counted in characters.
  fileprivate var lastLineBreak: Int? {
    lastIndex(of: "\n").map { distance(from: startIndex, to: $0) }
  }
}

/// The bracketed elements of a tensor.
private struct TensorText {
  static let lineWidth = 80
  /// Elements kept at each end of a dimension that is shortened.
  static let edge = 3
  static let threshold = 1000

  private let values: [Scalar]
  private let shape: [Int]
  private let isShortened: Bool
  private let format: ElementFormat

  init(_ tensor: Tensor) {
    let (dtype, all) = (tensor.dtype, tensor.elementValues)
    let sizes = tensor.shape
    let shortens = tensor.count > Self.threshold
    (values, shape, isShortened) = (all, sizes, shortens)
    var shown: [Scalar] = []
    func collect(_ dim: Int, _ start: Int, _ size: Int) {
      guard dim < sizes.count else { return shown.append(all[start]) }
      let step = size / sizes[dim]
      for i in Self.indices(sizes[dim], shortens) {
        if let i { collect(dim + 1, start + i * step, step) }
      }
    }
    collect(0, 0, all.count)
    format = ElementFormat(shown, isFloat: dtype.isFloatingPoint)
  }

  /// The positions of a dimension that are shown, nil for the gap.
  private static func indices(_ size: Int, _ isShortened: Bool) -> [Int?] {
    guard isShortened, size > 2 * edge else { return (0..<size).map { $0 } }
    return (0..<edge).map { $0 } + [nil] + ((size - edge)..<size).map { $0 }
  }

  func text(indent: Int) -> String { text(0, 0, values.count, indent) }

  private func text(_ dim: Int, _ start: Int, _ size: Int, _ indent: Int) -> String {
    guard dim < shape.count else { return format.text(values[start]) }
    let step = size / shape[dim]
    let places = Self.indices(shape[dim], isShortened)
    if dim == shape.count - 1 {
      let words = places.map { $0.map { format.text(values[start + $0]) } ?? " ..." }
      let perLine = max(1, (Self.lineWidth - indent) / (format.width + 2))
      let lines = stride(from: 0, to: words.count, by: perLine).map {
        words[$0..<min($0 + perLine, words.count)].joined(separator: ", ")
      }
      return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "]"
    }
    let parts = places.map {
      $0.map { text(dim + 1, start + $0 * step, step, indent + 1) } ?? "..."
    }
    let gap =
      "," + String(repeating: "\n", count: shape.count - dim - 1)
      + String(repeating: " ", count: indent + 1)
    return "[" + parts.joined(separator: gap) + "]"
  }
}

/// How the elements of one tensor are written: as integers, with four decimals, or with powers.
private struct ElementFormat {
  let width: Int
  private let isFloat: Bool
  private var isWhole = true
  private var isScientific = false

  init(_ values: [Scalar], isFloat: Bool) {
    self.isFloat = isFloat
    guard isFloat else {
      width = values.map { Self.plain($0).count }.max() ?? 1
      return
    }
    let finite = values.map(\.double).filter { $0.isFinite && $0 != 0 }
    guard let smallest = finite.map({ abs($0) }).min(),
      let largest = finite.map({ abs($0) }).max()
    else {
      width = 1
      return
    }
    isWhole = finite.allSatisfy { $0 == $0.rounded(.up) }
    isScientific = largest / smallest > 1000 || largest > 1e8 || (!isWhole && smallest < 1e-4)
    let (whole, scientific) = (isWhole, isScientific)
    width =
      finite.map { value in
        if scientific { return String(format: "%.4e", value).count }
        return whole
          ? String(format: "%.0f", value).count + 1 : String(format: "%.4f", value).count
      }.max() ?? 1
  }

  private static func plain(_ value: Scalar) -> String {
    switch value {
    case .bool(let flag): flag ? "True" : "False"
    case .int(let number): "\(number)"
    case .double(let number): "\(number)"
    }
  }

  func text(_ value: Scalar) -> String {
    let word: String
    if !isFloat {
      word = Self.plain(value)
    } else if value.double.isNaN {
      word = "nan"
    } else if value.double.isInfinite {
      word = value.double < 0 ? "-inf" : "inf"
    } else if isScientific {
      word = String(format: "%.4e", value.double)
    } else if isWhole {
      word = String(format: "%.0f", value.double) + "."
    } else {
      word = String(format: "%.4f", value.double)
    }
    return String(repeating: " ", count: max(width - word.count, 0)) + word
  }
}
