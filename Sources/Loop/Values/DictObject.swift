import Autograd

/// A value as a key: equal where Python's `==` and `hash` say so, across int, float and bool.
enum Key: Hashable {
  case none, ellipsis
  case int(Int)
  case float(UInt64)
  case string(String)
  case tuple([Key])
  case dtype(UInt8)
  case object(ObjectIdentifier)

  /// Throws where a value is unhashable.
  init(_ value: Value, depth: Int = 0) throws {
    // A tuple in a tuple… as deep as one likes would end the stack.
    if depth > 100 { throw LoopError.recursion }
    switch value {
    case .unbound, .none: self = .none
    case .ellipsis: self = .ellipsis
    case .bool(let value): self = .int(value ? 1 : 0)
    case .int(let value): self = .int(value)
    case .float(let value):
      if let whole = Int(exactly: value) {
        self = .int(whole)
      } else {
        self = .float(value.bitPattern)
      }
    case .string(let value): self = .string(value.text)
    case .tuple(let tuple):
      self = .tuple(try tuple.items.map { try Key($0, depth: depth + 1) })
    case .dtype(let value): self = .dtype(value.rawValue)
    case .tensor(let value): self = .object(ObjectIdentifier(value))
    case .object(let object):
      guard let key = object.hashKey else { throw Self.unhashable(value) }
      self = key
    case .list, .dict, .set: throw Self.unhashable(value)
    }
  }

  private static func unhashable(_ value: Value) -> LoopError {
    .type("unhashable type: '\(value.typeName)'")
  }
}

/// A dictionary in the order in which keys came.
public final class DictObject: ValueHolder {
  struct Entry {
    let key: Key
    let name: Value
    var value: Value
  }

  /// Deleted entries leave gaps, which are closed when they are half of all.
  private var entries: [Entry?] = []
  private var places: [Key: Int] = [:]
  /// Counts changes of the keys, so that an iterator notices them.
  private(set) var version = 0

  override init() {}

  convenience init(_ items: [(String, Value)]) {
    self.init()
    for (name, value) in items { set(.string(name), .text(name), value) }
  }

  var count: Int { places.count }

  /// One past the last place an entry may have.
  var end: Int { entries.count }

  /// The first entry at or after a place.
  func entry(from place: Int) -> (entry: Entry, next: Int)? {
    var place = place
    while place < entries.count {
      if let entry = entries[place] { return (entry, place + 1) }
      place += 1
    }
    return nil
  }

  var all: [Entry] { entries.compactMap { $0 } }

  func value(_ key: Key) -> Value? {
    places[key].flatMap { entries[$0]?.value }
  }

  /// The value under a string.
  public func value(named name: String) -> Value? { value(.string(name)) }

  func contains(_ key: Key) -> Bool { places[key] != nil }

  func set(_ key: Key, _ name: Value, _ value: Value) {
    if let place = places[key] {
      entries[place]?.value = value
      return
    }
    version &+= 1
    places[key] = entries.count
    entries.append(Entry(key: key, name: name, value: value))
  }

  @discardableResult
  func remove(_ key: Key) -> Entry? {
    guard let place = places.removeValue(forKey: key) else { return nil }
    version &+= 1
    let entry = entries[place]
    entries[place] = nil
    if place == entries.count - 1 {
      while let last = entries.last, last == nil { entries.removeLast() }
    } else if entries.count > 16, places.count < entries.count / 2 {
      entries = entries.filter { $0 != nil }
      for (place, entry) in entries.enumerated() { if let entry { places[entry.key] = place } }
    }
    return entry
  }

  func removeLast() -> Entry? {
    guard let last = entries.last ?? nil else { return nil }
    return remove(last.key)
  }

  func removeAll() {
    version &+= 1
    (entries, places) = ([], [:])
  }

  override func surrender(to pending: inout [Value]) {
    for entry in entries {
      if let entry { pending += [entry.name, entry.value] }
    }
    (entries, places) = ([], [:])
  }

  deinit { release(self) }
}

/// A set in the order in which its members came.
public final class SetObject {
  let members = DictObject()

  init() {}

  init(_ values: some Sequence<Value>) throws {
    for value in values { try insert(value) }
  }

  var count: Int { members.count }
  var values: [Value] { members.all.map(\.name) }

  func insert(_ value: Value) throws { try insert(Key(value), value) }

  func insert(_ key: Key, _ value: Value) {
    if !members.contains(key) { members.set(key, value, .none) }
  }

  func contains(_ value: Value) throws -> Bool { members.contains(try Key(value)) }
}
