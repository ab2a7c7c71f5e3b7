/// The training loop as a list of statements: what is shown is what runs.
public struct Listing: Sendable {
  /// Lines before the loop that bugs add: they run once when a bug is switched.
  public internal(set) var setup: [Statement] = []
  /// The body of `for epoch in range(epochs):`.
  public internal(set) var body: [Statement]

  public init(_ body: [Statement]) { self.body = body }

  // MARK: - Editing

  /// Replaces the line with `key`. Nothing happens when there is none.
  public mutating func replace(_ key: Statement.Key, with statements: Statement...) {
    edit(key) { _ in statements }
  }

  public mutating func insert(before key: Statement.Key, _ statements: Statement...) {
    edit(key) { statements + [$0] }
  }

  public mutating func insert(after key: Statement.Key, _ statements: Statement...) {
    edit(key) { [$0] + statements }
  }

  /// Adds a line at the start of the epoch.
  public mutating func prepend(_ statement: Statement) { body.insert(statement, at: 0) }

  public mutating func remove(_ key: Statement.Key) { edit(key) { _ in [] } }

  /// Adds a line before the loop.
  public mutating func addSetup(_ statement: Statement) { setup.append(statement) }

  /// Puts neighbouring lines, first to last, under a `with`.
  public mutating func wrap(
    _ first: Statement.Key, through last: Statement.Key, in scope: GradScope
  ) {
    Self.wrap(&body, first, last, scope)
  }

  public func contains(_ key: Statement.Key) -> Bool { Self.contains(body, key) }

  private static func contains(_ list: [Statement], _ key: Statement.Key) -> Bool {
    list.contains { $0.key == key || contains($0.block, key) }
  }

  private mutating func edit(_ key: Statement.Key, _ change: (Statement) -> [Statement]) {
    body = Self.edit(body, key, change)
  }

  private static func edit(
    _ list: [Statement], _ key: Statement.Key, _ change: (Statement) -> [Statement]
  ) -> [Statement] {
    list.flatMap { statement -> [Statement] in
      if statement.key == key { return change(statement) }
      var copy = statement
      copy.block = edit(statement.block, key, change)
      return [copy]
    }
  }

  private static func wrap(
    _ list: inout [Statement], _ first: Statement.Key, _ last: Statement.Key, _ scope: GradScope
  ) {
    if let start = list.firstIndex(where: { $0.key == first }),
      let end = list.lastIndex(where: { $0.key == last }), start <= end
    {
      let block = Array(list[start...end])
      list.replaceSubrange(start...end, with: [Statement(.extra, scope: scope, block)])
      return
    }
    for index in list.indices { wrap(&list[index].block, first, last, scope) }
  }

  /// Marks every line that `before` did not have as `bug`'s.
  mutating func credit(_ bug: String, comparedWith before: Listing) {
    let known = Set(before.lines.map { Line.Identity($0) })
    func mark(_ list: inout [Statement], depth: Int) {
      for index in list.indices {
        let identity = Line.Identity(code: list[index].code, depth: depth)
        if list[index].bug == nil && !known.contains(identity) { list[index].bug = bug }
        mark(&list[index].block, depth: depth + 1)
      }
    }
    mark(&setup, depth: 0)
    mark(&body, depth: 0)
  }

  // MARK: - Lines

  /// A statement where it stands.
  public struct Line: Sendable {
    /// 1-based, setup lines first.
    public let number: Int
    public let depth: Int
    public let statement: Statement

    struct Identity: Hashable {
      let code: String
      let depth: Int
      init(_ line: Line) { (code, depth) = (line.statement.code, line.depth) }
      init(code: String, depth: Int) { (self.code, self.depth) = (code, depth) }
    }
  }

  /// Every line in order, blocks flattened.
  public var lines: [Line] {
    var result: [Line] = []
    func add(_ list: [Statement], depth: Int) {
      for statement in list {
        result.append(Line(number: result.count + 1, depth: depth, statement: statement))
        add(statement.block, depth: depth + 1)
      }
    }
    add(setup, depth: 0)
    add(body, depth: 0)
    return result
  }

  /// The lines as a reader shows them: a diff against the healthy loop.
  func display(against healthy: Listing) -> [ListingLine] {
    let new = lines
    let old = healthy.lines
    let difference = new.map(Line.Identity.init).difference(from: old.map(Line.Identity.init))
    var removed: [Int: Line] = [:]
    var added = Set<Int>()
    for change in difference {
      switch change {
      case .insert(let offset, _, _): added.insert(offset)
      case .remove(let offset, _, _): removed[offset] = old[offset]
      }
    }
    var result: [ListingLine] = []
    var oldIndex = 0
    func takeRemoved() {
      while let line = removed[oldIndex] {
        result.append(
          ListingLine(
            number: nil, code: line.statement.code, depth: line.depth, change: .removed))
        oldIndex += 1
      }
    }
    for (index, line) in new.enumerated() {
      takeRemoved()
      let isAdded = added.contains(index)
      result.append(
        ListingLine(
          number: line.number, code: line.statement.code, depth: line.depth,
          change: isAdded ? .added : .same, bug: line.statement.bug))
      if !isAdded { oldIndex += 1 }
    }
    takeRemoved()
    return result
  }
}
