import Autograd

// Subscripts of tensors: ints, slices, `None`, `...`, masks, index tensors, and tuples of them.

extension Machine {
  func tensorItem(_ tensor: Tensor, _ key: Value) throws -> Tensor {
    // The frequent ones first, each with an op of its own.
    switch key {
    case .int(let index): return try Self.selected(tensor, 0, index)
    case .string: throw LoopError.type("new(): invalid data type 'str'")
    case .tensor(let index) where index.dim > 0 || index.dtype == .bool:
      return try tensor.index(index)
    default: break
    }
    let window = try window(tensor, key)
    guard let index = window.index else { return window.view }
    return try Self.gathered(window.view, index)
  }

  func setTensorItem(_ tensor: Tensor, _ key: Value, _ value: Value) throws {
    let source: Tensor
    switch value {
    case .tensor(let other): source = other
    default:
      if let number = value.number {
        source = Tensor(number, dtype: tensor.dtype)
      } else if let array = value.array {
        source = array.tensor
      } else {
        throw LoopError.type(
          "can't assign a \(value.typeName) to a torch.\(tensor.dtype.scalarTypeName)Tensor")
      }
    }
    let window = try window(tensor, key)
    guard let index = window.index else {
      _ = try window.view.copy_(source.squeezedToFit(window.view))
      return
    }
    try Self.scatter(into: window.view, index, source, isNumber: value.number != nil)
  }

  /// `select`, with what a subscript says of an index beyond the dimension.
  private static func selected(_ tensor: Tensor, _ dim: Int, _ index: Int) throws -> Tensor {
    let shape = tensor.shape
    if dim < shape.count, index >= shape[dim] || index < -shape[dim] {
      throw TorchError(
        .index,
        "index \(index) is out of bounds for dimension \(dim) with size \(shape[dim])")
    }
    if shape.isEmpty {
      throw TorchError(
        .index,
        "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ "
          + "to convert a 0-dim tensor to a number")
    }
    return try tensor.select(dim: dim, index: index)
  }

  // MARK: - Windows

  /// What plain indices and slices leave over, and at most one group of index tensors.
  private struct Window {
    var view: Tensor
    var index: Advanced?
  }

  /// Index tensors for neighbouring dimensions, from `dim` on; nothing where a dimension is whole.
  struct Advanced {
    var dim: Int
    var tensors: [Tensor]
    /// The dimensions are not neighbours: the result's come first.
    var isFirst = false
  }

  private func window(_ tensor: Tensor, _ key: Value) throws -> Window {
    var keys: [Value]
    if case .tuple(let tuple) = key { keys = tuple.items } else { keys = [key] }
    // A list is an index tensor.
    keys = try keys.map { item in
      if case .list = item { return .tensor(try makeTensor(item, dtype: nil)) }
      if let array = item.array { return .tensor(array.tensor) }
      return item
    }
    let used = keys.reduce(0) { $0 + Self.dimensions(usedBy: $1) }
    guard used <= tensor.dim else {
      throw TorchError(.index, "too many indices for tensor of dimension \(tensor.dim)")
    }
    if keys.count(where: { if case .ellipsis = $0 { true } else { false } }) > 1 {
      throw TorchError(.index, "an index can only have a single ellipsis ('...')")
    }
    var view = tensor
    var dim = 0
    var groups: [(dim: Int, tensor: Tensor)] = []
    for item in keys {
      switch item {
      case .ellipsis: dim += tensor.dim - used
      case .none:
        view = try view.unsqueeze(dim)
        groups = groups.map { $0.dim >= dim ? ($0.dim + 1, $0.tensor) : $0 }
        dim += 1
      case .tensor(let index) where index.dtype == .bool || index.dtype == .uint8:
        let places = try Self.places(of: index, in: view, dim)
        for (offset, place) in places.enumerated() { groups.append((dim + offset, place)) }
        dim += index.dim
      case .tensor(let index) where index.dim > 0:
        groups.append((dim, index))
        dim += 1
      default:
        if let slice = item.slice {
          view = try sliced(view, dim, slice)
          dim += 1
        } else if let index = try integerIndex(item) {
          view = try Self.selected(view, dim, index)
        } else {
          throw TorchError(
            .index,
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are "
              + "valid indices (got \(item.typeName))")
        }
      }
    }
    guard let first = groups.first else { return Window(view: view) }
    let areNeighbours = groups.enumerated().allSatisfy { $1.dim == first.dim + $0 }
    if areNeighbours {
      return Window(view: view, index: Advanced(dim: first.dim, tensors: groups.map(\.tensor)))
    }
    // The indexed dimensions go to the front, as PyTorch has it.
    let indexed = groups.map(\.dim)
    let order = indexed + (0..<view.dim).filter { !indexed.contains($0) }
    return Window(
      view: try view.permute(order),
      index: Advanced(dim: 0, tensors: groups.map(\.tensor), isFirst: true))
  }

  private static func dimensions(usedBy key: Value) -> Int {
    switch key {
    case .none, .ellipsis: 0
    case .tensor(let index) where index.dtype == .bool || index.dtype == .uint8: index.dim
    default: 1
    }
  }

  private func integerIndex(_ value: Value) throws -> Int? {
    if case .int(let index) = value { return index }
    if case .tensor(let tensor) = value, tensor.dim == 0, tensor.dtype.isIntegral {
      return try tensor.itemInt()
    }
    return nil
  }

  private func sliced(_ tensor: Tensor, _ dim: Int, _ slice: SliceObject) throws -> Tensor {
    let step = try SliceObject.bound(slice.step, self) ?? 1
    guard step > 0 else {
      if step == 0 { throw LoopError.value("slice step cannot be zero") }
      throw LoopError.value("step must be greater than zero")
    }
    let (start, stop) = (
      try SliceObject.bound(slice.start, self), try SliceObject.bound(slice.stop, self)
    )
    if start == nil, stop == nil, step == 1 { return tensor }
    return try tensor.slice(dim: dim, start: start, end: stop, step: step)
  }

  /// Where a mask is true: one index tensor for each of its dimensions.
  private static func places(of mask: Tensor, in view: Tensor, _ dim: Int) throws -> [Tensor] {
    let shape = view.shape
    for (offset, size) in mask.shape.enumerated() where shape[dim + offset] != size {
      throw TorchError(
        .index,
        "The shape of the mask \(mask.shape) at index \(offset) does not match the shape of the "
          + "indexed tensor \(shape) at index \(dim + offset)")
    }
    return try columns(nonzero(mask), count: mask.dim)
  }

  /// The coordinates of all elements that are not zero, one row each.
  static func nonzero(_ tensor: Tensor) throws -> [[Int]] {
    let values = tensor.values
    let shape = tensor.shape
    var rows: [[Int]] = []
    for (flat, value) in values.enumerated() where value != 0 {
      var rest = flat
      var row = [Int](repeating: 0, count: shape.count)
      for dim in shape.indices.reversed() where shape[dim] > 0 {
        row[dim] = rest % shape[dim]
        rest /= shape[dim]
      }
      rows.append(row)
    }
    return rows
  }

  private static func columns(_ rows: [[Int]], count: Int) throws -> [Tensor] {
    try (0..<count).map { column in try Tensor(rows.map { $0[column] }) }
  }

  // MARK: - Index tensors

  /// The elements at index tensors, through one op on the dimensions made one.
  static func gathered(_ view: Tensor, _ index: Advanced) throws -> Tensor {
    let (flat, places, shape) = try flattened(view, index)
    return try flat.indexSelect(dim: index.dim, places.reshape([-1])).reshape(shape)
  }

  /// The view with its indexed dimensions made one, the places in that one, and the result's shape.
  private static func flattened(_ view: Tensor, _ index: Advanced) throws -> (
    Tensor, Tensor, [Int]
  ) {
    let shape = view.shape
    let end = index.dim + index.tensors.count
    guard end <= shape.count else {
      throw TorchError(.index, "too many indices for tensor of dimension \(shape.count)")
    }
    var places: Tensor?
    for (offset, tensor) in index.tensors.enumerated() {
      guard tensor.dtype == .int64 || tensor.dtype == .int32 else {
        throw TorchError(
          .index, "tensors used as indices must be long, int, byte or bool tensors")
      }
      let size = shape[index.dim + offset]
      let checked = try inRange(tensor.to(.int64), size, index.dim + offset)
      places = try places.map { try $0.mul(.int(size)).add(checked) } ?? checked
    }
    let chosen = try places ?? Tensor([Int]())
    let indexed = shape[index.dim..<end].reduce(1) { $0.multipliedReportingOverflow(by: $1).0 }
    let flat = try view.reshape(Array(shape[..<index.dim]) + [indexed] + Array(shape[end...]))
    return (flat, chosen, Array(shape[..<index.dim]) + chosen.shape + Array(shape[end...]))
  }

  /// Indices from the end made positive; throws where one is beyond the dimension.
  private static func inRange(_ index: Tensor, _ size: Int, _ dim: Int) throws -> Tensor {
    let values = index.values
    for value in values where value >= Double(size) || value < -Double(size) {
      throw TorchError(
        .index,
        "index \(Int(value)) is out of bounds for dimension \(dim) with size \(size)")
    }
    guard values.contains(where: { $0 < 0 }) else { return index }
    return try Tensor.`where`(index.lt(0), index.add(.int(size)), index)
  }

  /// Writes to the elements at index tensors: a product with a mask keeps what is not written, so
  /// that gradients reach both.
  static func scatter(
    into view: Tensor, _ index: Advanced, _ source: Tensor, isNumber: Bool
  ) throws {
    let (flat, places, shape) = try flattened(view, index)
    let values = try source.to(view.dtype).expand(shape).reshape(
      Array(flat.shape[..<index.dim]) + [places.count]
        + Array(flat.shape[(index.dim + 1)...]))
    // Later places win, as in a loop.
    var last: [Int: Int] = [:]
    for (row, place) in try places.reshape([-1]).detach().toArray(Int.self).enumerated() {
      last[place] = row
    }
    let size = flat.shape[index.dim]
    let rows = (0..<size).map { last[$0] ?? 0 }
    let written = (0..<size).map { last[$0] != nil }
    var mask = try Tensor(written)
    for _ in (index.dim + 1)..<max(flat.dim, index.dim + 1) { mask = try mask.unsqueeze(-1) }
    guard places.count > 0 else { return }
    let spread = try values.indexSelect(dim: index.dim, Tensor(rows))
    let changed = try Tensor.`where`(mask, spread, flat).reshape(view.shape)
    _ = try view.copy_(changed)
  }
}

extension Tensor {
  /// A source without leading dimensions of one that the target does not have, as PyTorch's
  /// assignment drops them.
  fileprivate func squeezedToFit(_ target: Tensor) throws -> Tensor {
    var result = self
    while result.dim > target.dim, result.shape.first == 1 { result = try result.squeeze(0) }
    return result
  }
}
