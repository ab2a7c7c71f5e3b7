/// Sizes or strides of a tensor, kept inline so that making a tensor allocates nothing for them.
struct Dims: Sendable, Equatable {
  /// The most dimensions a tensor has.
  static let capacity = 8

  // Indices below `count`, which never passes the capacity, are read without a further look.
  private var values: InlineArray<8, Int>
  private(set) var count: Int

  init() {
    values = InlineArray(repeating: 0)
    count = 0
  }

  /// Takes a list whose length has been checked against `capacity`.
  init(_ list: some Collection<Int>) {
    self.init()
    for value in list { append(value) }
  }

  init(_ a: Int) {
    self.init()
    values[0] = a
    count = 1
  }

  init(_ a: Int, _ b: Int) {
    self.init()
    values[0] = a
    values[1] = b
    count = 2
  }

  subscript(index: Int) -> Int {
    get { values[index] }
    set { values[index] = newValue }
  }

  mutating func append(_ value: Int) {
    values[count] = value
    count += 1
  }

  mutating func insert(_ value: Int, at index: Int) {
    var i = count
    while i > index {
      values[i] = values[i - 1]
      i -= 1
    }
    values[index] = value
    count += 1
  }

  @discardableResult
  mutating func remove(at index: Int) -> Int {
    let removed = values[index]
    for i in index..<(count - 1) { values[i] = values[i + 1] }
    count -= 1
    values[count] = 0
    return removed
  }

  var array: [Int] { (0..<count).map { values[$0] } }

  var isEmpty: Bool { count == 0 }

  var last: Int? { count == 0 ? nil : values[count - 1] }

  /// The number of elements of a tensor with these sizes.
  var elementCount: Int {
    var product = 1
    // Wraps round only on the way to zero: shapes are checked where they are made.
    for i in 0..<count { product &*= values[i] }
    return product
  }

  /// Row-major strides for these sizes, with PyTorch's rule that an empty dimension counts as one.
  var contiguousStrides: Dims {
    var strides = Dims()
    strides.count = count
    var step = 1
    var i = count - 1
    while i >= 0 {
      strides.values[i] = step
      step &*= max(values[i], 1)
      i -= 1
    }
    return strides
  }

  static func == (a: Dims, b: Dims) -> Bool {
    guard a.count == b.count else { return false }
    for i in 0..<a.count where a.values[i] != b.values[i] { return false }
    return true
  }
}
