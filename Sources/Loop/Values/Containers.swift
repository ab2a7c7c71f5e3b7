/// A list: shared by all names that hold it.
public final class ListObject: ValueHolder {
  public internal(set) var items: [Value]

  public init(_ items: [Value]) { self.items = items }

  override func surrender(to pending: inout [Value]) {
    if items.contains(where: \.isHolder) { pending += items }
    items = []
  }

  deinit { release(self) }
}

/// A tuple; also a tensor's shape, and what `max(dim=…)` returns.
public final class TupleObject: ValueHolder {
  enum Kind {
    case plain
    /// `torch.Size`
    case size
    /// `torch.return_types.max(values=…, indices=…)`
    case named(String, [String])
  }

  public private(set) var items: [Value]
  let kind: Kind

  init(_ items: [Value], kind: Kind = .plain) {
    self.items = items
    self.kind = kind
  }

  var typeName: String {
    switch kind {
    case .plain: "tuple"
    case .size: "torch.Size"
    case .named(let name, _): name
    }
  }

  /// An item by its field's name.
  func field(_ name: String) -> Value? {
    guard case .named(_, let fields) = kind, let index = fields.firstIndex(of: name),
      index < items.count
    else { return nil }
    return items[index]
  }

  override func surrender(to pending: inout [Value]) {
    if items.contains(where: \.isHolder) { pending += items }
    items = []
  }

  deinit { release(self) }
}
