/// An edit of the loop that fixes a fault, as a diff: what `f` does, and what a person may do by hand.
public struct LoopChange: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      case remove, add
      /// The same code, further to the left or right.
      case move
    }

    public var kind: Kind
    /// The line as it is numbered before the change; of one that is added, the line it comes before.
    public var number: Int
    /// Without its indentation.
    public var code: String
    /// Blanks before the code: those that it has, or is to have.
    public var blanks: Int

    public init(kind: Kind, number: Int, code: String, blanks: Int) {
      self.kind = kind
      self.number = number
      self.code = code
      self.blanks = blanks
    }

    /// As a diff shows it: `-   3 loss.backward()`.
    public var marked: String {
      let mark =
        switch kind {
        case .remove: "-"
        case .add: "+"
        case .move: "<"
        }
      let place = kind == .add ? "" : "\(number)"
      return mark + String(repeating: " ", count: max(4 - place.count, 0)) + place + " "
        + String(repeating: " ", count: blanks) + code
    }
  }

  public var lines: [Line]
  /// The run has to begin again: what the fault left behind does not heal.
  public var restarts: Bool

  public init(lines: [Line], restarts: Bool = false) {
    self.lines = lines
    self.restarts = restarts
  }

  /// What leads from one text to another; nil where they are the same.
  public init?(from old: [String], to new: [String], restarts: Bool = false) {
    guard old != new else { return nil }
    let (before, after) = (old.map(Self.code), new.map(Self.code))
    var (removed, added): (Set<Int>, Set<Int>) = ([], [])
    for change in after.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if removed.contains(i) {
        lines.append(Self.line(.remove, i + 1, old[i]))
        i += 1
      } else if added.contains(j) {
        lines.append(Self.line(.add, i + 1, new[j]))
        j += 1
      } else {
        if old[i] != new[j] { lines.append(Self.line(.move, i + 1, new[j])) }
        i += 1
        j += 1
      }
    }
    self.init(lines: lines, restarts: restarts)
  }

  private static func code(_ line: String) -> Substring { line.drop { $0 == " " } }

  private static func line(_ kind: Line.Kind, _ number: Int, _ text: String) -> Line {
    let code = code(text)
    return Line(kind: kind, number: number, code: String(code), blanks: text.count - code.count)
  }

  /// The lines with the change made.
  public func applied(to text: [String]) -> [String] {
    var result: [String] = []
    func add(before number: Int) {
      for line in lines where line.kind == .add && line.number == number {
        result.append(String(repeating: " ", count: line.blanks) + line.code)
      }
    }
    for (index, line) in text.enumerated() {
      add(before: index + 1)
      switch lines.first(where: { $0.kind != .add && $0.number == index + 1 }) {
      case nil: result.append(line)
      case let change? where change.kind == .move:
        result.append(String(repeating: " ", count: change.blanks) + change.code)
      default: break
      }
    }
    add(before: text.count + 1)
    return result
  }

  // MARK: - In words

  /// What is to be done, in one line: `remove line 7: loss.backward()`.
  public var text: String { restarts ? "\(edit), and begin again" : edit }

  private var edit: String {
    let removed = lines.filter { $0.kind == .remove }
    let added = lines.filter { $0.kind == .add }
    let moved = lines.filter { $0.kind == .move }
    if !moved.isEmpty {
      let header = removed.first { $0.code.hasPrefix("with ") }
      let place =
        header.map { "out of the `\($0.code)` of line \($0.number)" } ?? "to another depth"
      return "move \(Self.places(moved)) \(place)"
    }
    switch (removed.count, added.count) {
    case (0, 1):
      return added[0].number == 1
        ? "add at the start: \(added[0].code)"
        : "add after line \(added[0].number - 1): \(added[0].code)"
    case (0, _): return "add \(added.count) lines"
    case (1, 0): return "remove line \(removed[0].number): \(removed[0].code)"
    case (_, 0): return "remove \(Self.places(removed))"
    case (_, 1): return added[0].code
    default: return "replace \(Self.places(removed))"
    }
  }

  /// `line 3`, `lines 3 and 4`, `lines 3 to 9`
  private static func places(_ lines: [Line]) -> String {
    let numbers = lines.map(\.number)
    guard let first = numbers.first, let last = numbers.last, numbers.count > 1 else {
      return "line \(numbers.first ?? 0)"
    }
    if numbers.count == 2 { return "lines \(first) and \(last)" }
    return last - first == numbers.count - 1
      ? "lines \(first) to \(last)" : "lines \(numbers.map(String.init).joined(separator: ", "))"
  }
}
