/// Numbers of a column, in the least room that holds all of them exactly: a picture's are bytes.
public struct NumberList: Sendable {
  private var bytes: [UInt8] = []
  private var floats: [Float] = []
  private var doubles: [Double] = []
  private var width = Width.byte

  private enum Width { case byte, float, double }

  public init() {}

  public init(_ numbers: some Sequence<Double>) {
    for number in numbers { append(number) }
  }

  public var count: Int {
    switch width {
    case .byte: bytes.count
    case .float: floats.count
    case .double: doubles.count
    }
  }

  public subscript(index: Int) -> Double {
    switch width {
    case .byte: Double(bytes[index])
    case .float: Double(floats[index])
    case .double: doubles[index]
    }
  }

  public mutating func append(_ number: Double) {
    switch width {
    case .byte:
      if number.sign == .plus, number < 256, number == Double(UInt8(number)) {
        return bytes.append(UInt8(number))
      }
      floats = bytes.map(Float.init)
      (bytes, width) = ([], .float)
      append(number)
    case .float:
      if Double(Float(number)) == number { return floats.append(Float(number)) }
      doubles = floats.map(Double.init)
      (floats, width) = ([], .double)
      append(number)
    case .double: doubles.append(number)
    }
  }

  /// Appends numbers that lie `stride` apart, without those that are NaN; says how many there were.
  mutating func append(_ values: UnsafePointer<Double>, count: Int, stride: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { present in
      var added = 0
      var areBytes = true
      for row in 0..<count {
        let value = values[row * stride]
        if value.isNaN { continue }
        present[added] = value
        added += 1
        areBytes = areBytes && value.sign == .plus && value < 256 && value == Double(UInt8(value))
      }
      let some = present[..<added]
      switch width {
      case .byte where areBytes: bytes.append(contentsOf: some.lazy.map { UInt8($0) })
      case .double: doubles.append(contentsOf: some)
      default: for value in some { append(value) }
      }
      return added
    }
  }
}
