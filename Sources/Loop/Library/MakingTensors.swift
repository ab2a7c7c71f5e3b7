import Autograd

extension Library {
  /// `torch.zeros` and its like: tensors from sizes, numbers and lists.
  static let makingTensors = Namespace("torch") { t in
    let options =
      "out=None, dtype=None, layout=None, device=None, pin_memory=False, "
      + "requires_grad=False"
    t.tensor("tensor", "data, *, dtype=None, device=None, requires_grad=False, pin_memory=False") {
      a in
      try DeviceObject.check(a[2])
      if case .string = a[0] { throw LoopError.type("new(): invalid data type 'str'") }
      return try asked(a.machine.makeTensor(a[0], dtype: a.dtype(1)), a, 3)
    }
    t.tensor("as_tensor", "data, dtype=None, device=None") { a in
      try DeviceObject.check(a[2])
      if case .tensor(let tensor) = a[0] { return try tensor.cast(a, 1) }
      if let array = a[0].array { return try array.tensor.cast(a, 1) }
      return try a.machine.makeTensor(a[0], dtype: a.dtype(1))
    }
    t.tensor("asarray", "obj, *, dtype=None, device=None, copy=None, requires_grad=False") { a in
      try DeviceObject.check(a[2])
      return try asked(a.machine.makeTensor(a[0], dtype: a.dtype(1)), a, 4)
    }
    t.tensor("from_numpy", "ndarray") { a in
      guard let array = a[0].array else {
        throw LoopError.type("expected np.ndarray (got \(a[0].typeName))")
      }
      return array.tensor
    }
    t.tensor("zeros", "*size, \(options)") { a in
      try made(a, 2) { try Tensor.zeros(a.givenShape(), dtype: $0 ?? .float32) }
    }
    t.tensor("ones", "*size, \(options)") { a in
      try made(a, 2) { try Tensor.ones(a.givenShape(), dtype: $0 ?? .float32) }
    }
    // Memory as it happens to be is nothing to learn from: zeros are one of the things it may hold.
    t.tensor("empty", "*size, memory_format=None, \(options)") { a in
      try made(a, 3) { try Tensor.zeros(a.givenShape(), dtype: $0 ?? .float32) }
    }
    t.tensor("full", "size, fill_value, *, \(options)") { a in
      try made(a, 3) { try Tensor.full(a.ints(0), a.scalar(1), dtype: $0) }
    }
    t.tensor("eye", "n, m=None, *, \(options)") { a in
      try made(a, 3) { try Tensor.eye(a.int(0), a.optionalInt(1), dtype: $0 ?? .float32) }
    }
    t.tensor("arange", "start, end=None, step=1, *, \(options)") { a in
      try made(a, 4) { dtype in
        guard !a.isNone(1) else { return try Tensor.arange(a.scalar(0), dtype: dtype) }
        return try Tensor.arange(a.scalar(0), a.scalar(1), step: a.scalar(2), dtype: dtype)
      }
    }
    t.tensor("range", "start, end, step=1, *, \(options)") { a in
      let step = try a.float(2)
      return try made(a, 4) {
        try Tensor.arange(
          a.scalar(0), .double(a.float(1) + step / 2), step: a.scalar(2), dtype: $0 ?? .float32)
      }
    }
    t.tensor("linspace", "start, end, steps, *, \(options)") { a in
      try made(a, 4) {
        try Tensor.linspace(a.float(0), a.float(1), steps: a.int(2), dtype: $0 ?? .float32)
      }
    }
    t.tensor("logspace", "start, end, steps, base=10.0, *, \(options)") { a in
      try made(a, 5) {
        let powers = try Tensor.linspace(a.float(0), a.float(1), steps: a.int(2), dtype: .float64)
        return try Tensor(Scalar.double(a.float(3)), dtype: .float64).pow(powers)
          .to($0 ?? .float32)
      }
    }
    like(&t)
    grids(&t)
  }

  /// A new tensor with the options that all of them take: `dtype`, `layout`, `device`,
  /// `pin_memory` and `requires_grad`, from the place of `dtype` on.
  private static func made(
    _ a: Arguments, _ options: Int, _ make: (DType?) throws -> Tensor
  ) throws -> Tensor {
    try DeviceObject.check(a[options + 2])
    return try asked(make(a.dtype(options)), a, options + 4)
  }

  // MARK: - Like another tensor

  private static func like(_ t: inout TableBuilder) {
    let options =
      "memory_format=None, dtype=None, layout=None, device=None, pin_memory=False, "
      + "requires_grad=False"
    for name in ["zeros_like", "empty_like"] {
      t.tensor(name, "input, *, \(options)") { a in
        try made(a, 2) { try a.tensor(0).zerosLike(dtype: $0) }
      }
    }
    t.tensor("ones_like", "input, *, \(options)") { a in
      try made(a, 2) { try a.tensor(0).onesLike(dtype: $0) }
    }
    t.tensor("full_like", "input, fill_value, *, \(options)") { a in
      try made(a, 3) { try a.tensor(0).fullLike(a.scalar(1), dtype: $0) }
    }
  }

  /// The methods of tensors that make others of their dtype.
  static func newTensors(_ t: inout TableBuilder) {
    let options = "dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False"
    for name in ["new_zeros", "new_empty"] {
      t.tensor(name, "self, *size, \(options)") { a in
        try made(a, 2) { try Tensor.zeros(a.givenShape(), dtype: $0 ?? a.tensor(0).dtype) }
      }
    }
    t.tensor("new_ones", "self, *size, \(options)") { a in
      try made(a, 2) { try Tensor.ones(a.givenShape(), dtype: $0 ?? a.tensor(0).dtype) }
    }
    t.tensor("new_full", "self, size, fill_value, *, \(options)") { a in
      try made(a, 3) { try Tensor.full(a.ints(1), a.scalar(2), dtype: $0 ?? a.tensor(0).dtype) }
    }
    t.tensor(
      "new_tensor", "self, data, *, dtype=None, device=None, requires_grad=False, pin_memory=False"
    ) { a in
      try DeviceObject.check(a[3])
      return try asked(
        a.machine.makeTensor(a[1], dtype: a.dtype(2) ?? a.tensor(0).dtype), a, 4)
    }
  }

  // MARK: - Grids

  private static func grids(_ t: inout TableBuilder) {
    t.value("meshgrid", "*tensors, indexing='ij'", .tuple) { a in
      var items = a.star
      if items.count == 1, let inner = items[0].sequence { items = inner }
      let axes = try items.map { item in
        guard case .tensor(let tensor) = item else { throw a.mismatch(0, "tuple of Tensors") }
        return try tensor.reshape([-1])
      }
      return .tuple(try grid(axes, isSwapped: a.string(1) == "xy").map { .tensor($0) })
    }
    t.tensor("cartesian_prod", "*tensors") { a in
      let axes = try a.star.compactMap { try $0.tensor?.reshape([-1]) }
      if axes.count == 1 { return axes[0] }
      return try Tensor.stack(grid(axes, isSwapped: false).map { try $0.reshape([-1]) }, dim: 1)
    }
    t.tensor("tril_indices", "row, col, offset=0, *, dtype=None, device=None") { a in
      try corner(a) { $1 - $0 <= $2 }
    }
    t.tensor("triu_indices", "row, col, offset=0, *, dtype=None, device=None") { a in
      try corner(a) { $1 - $0 >= $2 }
    }
  }

  /// Each axis spread over all the others; `xy` swaps the first two dimensions.
  static func grid(_ axes: [Tensor], isSwapped: Bool) throws -> [Tensor] {
    var order = Array(axes.indices)
    if isSwapped, order.count > 1 { order.swapAt(0, 1) }
    let shape = order.map { axes[$0].count }
    return try axes.enumerated().map { index, axis in
      var own = [Int](repeating: 1, count: axes.count)
      if let place = order.firstIndex(of: index) { own[place] = axis.count }
      return try axis.reshape(own).expand(shape)
    }
  }

  private static func corner(_ a: Arguments, _ isIn: (Int, Int, Int) -> Bool) throws -> Tensor {
    let (rows, columns, offset) = (try a.int(0), try a.int(1), try a.int(2))
    let total = try Machine.checked(rows.multipliedReportingOverflow(by: max(columns, 0)))
    try a.machine.allocate(count: max(total, 0))
    guard total > 0 else { return try Tensor([Int](), shape: [2, 0]) }
    var (first, second) = ([Int](), [Int]())
    for row in 0..<max(rows, 0) {
      for column in 0..<max(columns, 0) where isIn(row, column, offset) {
        first.append(row)
        second.append(column)
      }
    }
    return try Tensor(first + second, shape: [2, first.count])
  }
}

extension Arguments {
  /// Sizes that must be given, if only as `()`.
  func givenShape() throws -> [Int] {
    if let star = layout.star, layout.places[star.parameter] < 0, star.count == 0 {
      throw LoopError.type("\(layout.name)() missing 1 required positional arguments: \"size\"")
    }
    return try shape()
  }
}
