import Autograd

/// Arrays as NumPy prints them: short ones, in nested brackets, floats with eight decimals at most.
enum ArrayText {
  static func text(_ tensor: Tensor, _ machine: Machine) throws -> String {
    let values = tensor.values
    try machine.allocate(count: values.count)
    let words = words(values, tensor.dtype, isScalar: tensor.dim == 0)
    let width = words.map(\.count).max() ?? 0
    var index = 0
    func block(_ dim: Int) -> String {
      if dim == tensor.dim {
        defer { index += 1 }
        return String(repeating: " ", count: width - words[index].count) + words[index]
      }
      let parts = (0..<tensor.shape[dim]).map { _ in block(dim + 1) }
      let gap =
        dim == tensor.dim - 1
        ? " "
        : String(repeating: "\n", count: tensor.dim - dim - 1)
          + String(repeating: " ", count: dim + 1)
      return "[" + parts.joined(separator: gap) + "]"
    }
    return tensor.dim == 0 ? words.first ?? "" : block(0)
  }

  private static func words(_ values: [Double], _ dtype: DType, isScalar: Bool) -> [String] {
    if dtype == .bool { return values.map { $0 != 0 ? "True" : "False" } }
    if !dtype.isFloatingPoint { return values.map { "\(Int(exactly: $0) ?? 0)" } }
    if isScalar { return values.map { FloatText.shortest($0) } }
    let finite = values.filter(\.isFinite).map(abs)
    let (largest, least) = (finite.max() ?? 0, finite.filter { $0 > 0 }.min() ?? 1)
    let isWide = largest >= 1e8 || least < 1e-4 || largest / least > 1000
    guard isWide, largest > 0 else { return aligned(values, dtype, 8) }
    return values.map { FloatText.printf($0, "e", 8) }
  }

  /// The shortest decimals that tell the numbers apart, at most eight, all of one width.
  private static func aligned(_ values: [Double], _ dtype: DType, _ most: Int) -> [String] {
    func decimals(_ value: Double) -> Int {
      guard value.isFinite else { return 0 }
      let shown = dtype == .float32 ? "\(Float(value))" : FloatText.shortest(value)
      if shown.contains("e") {
        let fixed = FloatText.printf(value, "f", most)
        return fixed.reversed().drop { $0 == "0" }.prefix { $0 != "." }.count
      }
      let digits = shown.split(separator: ".").dropFirst().first?.count ?? 0
      return shown.hasSuffix(".0") ? 0 : min(digits, most)
    }
    let count = values.map(decimals).max() ?? 0
    return values.map { value in
      if value.isNaN { return "nan" }
      if value.isInfinite { return value < 0 ? "-inf" : "inf" }
      // Zeros that one number has for another's sake are blanks.
      var word = FloatText.printf(value, "f", count)
      if count == 0 { return word + "." }
      var blanks = 0
      while word.hasSuffix("0") {
        word.removeLast()
        blanks += 1
      }
      return word + String(repeating: " ", count: blanks)
    }
  }
}
