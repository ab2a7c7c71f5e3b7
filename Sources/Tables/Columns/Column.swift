/// One column of a table, and what it is taken for.
public struct Column: Sendable {
  public let name: String
  /// Its place among the columns, counted from 0.
  public let index: Int
  public let content: Content
  /// The rows without a value, in order.
  public let gaps: [Int32]
  /// Cells among numbers that are none, and the first of them; they are gaps.
  public var others: (count: Int, first: String, line: Int)?

  public enum Content: Sendable {
    case numbers(NumberList)
    /// Texts of which there are few, sorted; a row's is an index among them, -1 for a gap.
    case kinds([String], rows: [Int32])
    case dates([DateForm.Date], DateForm)
    /// Not learned from, for a reason.
    case leftOut(Reason)
  }

  public enum Reason: Sendable, Equatable {
    case asked, differentInEveryRow, countsRows, sameInEveryRow, empty
    case manyKinds(kinds: Int?, rows: Int)

    /// As it stands after `left out, `.
    public var text: String {
      switch self {
      case .asked: "as asked"
      case .differentInEveryRow: "different in every row"
      case .countsRows: "it counts the rows"
      case .sameInEveryRow: "the same in every row"
      case .empty: "nothing but gaps"
      case .manyKinds(let kinds?, let rows): "\(kinds) kinds in \(rows) rows"
      case .manyKinds(nil, let rows): "over \(ColumnBuilder.mostTexts) kinds in \(rows) rows"
      }
    }
  }

  /// Numbers that a row of features has of the column.
  public var width: Int {
    switch content {
    case .numbers: 1
    case .kinds(let names, _): areTwo ? 1 : names.count + (gaps.isEmpty ? 0 : 1)
    case .dates(_, let form): form.hasTime ? 4 : 3
    case .leftOut: 0
    }
  }

  /// Two kinds without gaps: one number, 0 or 1.
  public var areTwo: Bool {
    if case .kinds(let names, _) = content { names.count == 2 && gaps.isEmpty } else { false }
  }

  public var isLeftOut: Bool { if case .leftOut = content { true } else { false } }
  /// A number in every row.
  public var isPlain: Bool {
    if case .numbers = content { gaps.isEmpty } else { false }
  }
}

extension Column {
  /// Kinds that are few in any table, and the most that there may be.
  static let fewKinds = 16
  static let mostKinds = 256

  /// What a column is of which nothing has been said.
  init(_ builder: ColumnBuilder, name: String, index: Int) {
    let rows = builder.count
    let known = rows - builder.gaps.count
    let content: Content
    switch builder.mode {
    case .numbers:
      content =
        Self.reason(builder.numbers, builder.gaps, name).map(Content.leftOut)
        ?? .numbers(builder.numbers)
    case .texts:
      let kinds = builder.texts.count
      if builder.isOverfull {
        content = .leftOut(.manyKinds(kinds: nil, rows: known))
      } else if kinds == 1, builder.gaps.isEmpty {
        content = .leftOut(.sameInEveryRow)
      } else if kinds == known {
        content = .leftOut(.differentInEveryRow)
      } else if kinds * 2 > known
        || kinds > Self.fewKinds && (kinds * 5 > known || kinds > Self.mostKinds)
      {
        content = .leftOut(.manyKinds(kinds: kinds, rows: known))
      } else {
        content = Self.kinds(builder)
      }
    case .dates(let form): content = .dates(builder.dates, form)
    case .undecided: content = .leftOut(.empty)
    case .unread: content = .leftOut(.asked)
    }
    self.init(name: name, index: index, content: content, gaps: builder.gaps)
  }

  /// The texts of a column, sorted, numbers among them as numbers.
  static func kinds(_ builder: ColumnBuilder) -> Content {
    let order = builder.texts.indices.sorted { a, b in
      let (a, b) = (builder.texts[a], builder.texts[b])
      if let x = Double(a), let y = Double(b) { return (x, a) < (y, b) }
      return a < b
    }
    var place = Array(repeating: Int32(-1), count: order.count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    return .kinds(
      order.map { builder.texts[$0] },
      rows: builder.codes.map { $0 < 0 ? -1 : place[Int($0)] })
  }

  /// Why numbers are nothing to learn from; nil when they are.
  private static func reason(_ numbers: NumberList, _ gaps: [Int32], _ name: String) -> Reason? {
    if gaps.count == numbers.count { return .empty }
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var areWhole = true
    var (isNext, last) = (true, -1.0)
    var gap = gaps.makeIterator()
    var nextGap = gap.next()
    for row in 0..<numbers.count {
      if let at = nextGap, Int(at) == row {
        nextGap = gap.next()
        continue
      }
      let value = numbers[row]
      (least, greatest) = (min(least, value), max(greatest, value))
      if areWhole, !isWhole(value) { areWhole = false }
      if isNext, row == 0 ? value != 0 && value != 1 : value != last + 1 { isNext = false }
      last = value
    }
    if least == greatest { return .sameInEveryRow }
    guard areWhole, gaps.isEmpty, numbers.count > 2 else { return nil }
    if isNext { return .countsRows }
    let isIdentifier = isNamedAsIdentifier(name)
    let isPermutation = (least == 0 || least == 1) && greatest - least == Double(numbers.count - 1)
    guard isIdentifier || isPermutation else { return nil }
    var seen: Set<Double> = []
    for row in 0..<numbers.count where !seen.insert(numbers[row]).inserted { return nil }
    return .differentInEveryRow
  }

  /// `id`, `user_id`, `PassengerId`
  private static func isNamedAsIdentifier(_ name: String) -> Bool {
    name.lowercased() == "id" || name.hasSuffix("_id") || name.hasSuffix("Id")
      || name.hasSuffix("ID")
  }
}

/// Whether a number has no fraction.
func isWhole(_ value: Double) -> Bool {
  // Larger ones have none.
  value.magnitude >= 0x1p53 || value == Double(Int(value))
}
