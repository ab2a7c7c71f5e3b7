import Tables
import Text

/// Looks for columns of a table that give its label away: no model is needed where one of them tells
/// it without a mistake.
struct LeakSearch {
  let table: Table
  /// The training rows, or as many of them as it takes.
  private let rows: [Int]

  static let mostRows = 2000
  /// Fewer rows, and fewer of a class, may be told apart by chance.
  static let leastRows = 20
  static let leastOfClass = 5
  /// The part of a quantity's variance that is explained by what is no coincidence.
  static let allOfIt = 0.9999
  /// Columns beyond which pairs are not looked at.
  static let mostInPairs = 64

  init(_ table: Table, rows: [Int32]) {
    self.table = table
    let step = max((rows.count + Self.mostRows - 1) / Self.mostRows, 1)
    self.rows = stride(from: 0, to: rows.count, by: step).map { Int(rows[$0]) }
  }

  /// Each column that gives the label away alone, or else the first two that do together.
  func leaks() -> [[String]] {
    guard rows.count >= Self.leastRows else { return [] }
    switch table.label {
    case .classes(_, let labels):
      let counts = Dictionary(grouping: rows) { labels[$0] }.mapValues(\.count)
      guard counts.count > 1, counts.values.allSatisfy({ $0 >= Self.leastOfClass }) else {
        return []
      }
      return table.features.filter { tellsApart($0, labels, counts.count) }.map {
        [$0.name.brief]
      }
    case .quantity(let labels):
      return explaining(rows.map { labels[$0] })
    }
  }

  /// Whether every class has values, or kinds, of its own.
  private func tellsApart(_ column: Column, _ labels: [Int32], _ classes: Int) -> Bool {
    switch column.content {
    case .kinds(_, let kinds):
      var classOfKind: [Int32: Int32] = [:]
      for row in rows {
        if let known = classOfKind[kinds[row]], known != labels[row] { return false }
        classOfKind[kinds[row]] = labels[row]
      }
      return classOfKind.count * 5 <= rows.count
    case .numbers(let numbers):
      let gaps = Set(column.gaps)
      let pairs = rows.filter { !gaps.contains(Int32($0)) }
        .map { (number: numbers[$0], label: labels[$0]) }
      guard pairs.count * 2 > rows.count, Set(pairs.map(\.label)).count == classes else {
        return false
      }
      let sorted = pairs.sorted { ($0.number, $0.label) < ($1.number, $1.label) }
      var changes = 0
      for (last, next) in zip(sorted, sorted.dropFirst()) where last.label != next.label {
        if last.number == next.number { return false }
        changes += 1
      }
      return changes == classes - 1
    case .dates, .leftOut: return false
    }
  }

  /// The columns of numbers that explain a quantity wholly, one by one or two together.
  private func explaining(_ labels: [Double]) -> [[String]] {
    var names: [String] = []
    var columns: [[Double]] = []
    for column in table.features where column.gaps.isEmpty {
      guard case .numbers(let numbers) = column.content else { continue }
      names.append(column.name.brief)
      columns.append(rows.map { numbers[$0] })
    }
    let label = Self.standardized(labels)
    let standard = columns.map(Self.standardized)
    let alone = standard.map { Self.product($0, label) }
    let found = alone.indices.filter { alone[$0] * alone[$0] >= Self.allOfIt }
    if !found.isEmpty { return found.map { [names[$0]] } }
    guard names.count <= Self.mostInPairs else { return [] }
    for first in standard.indices {
      for second in standard.indices where second > first {
        let both = Self.product(standard[first], standard[second])
        let rest = 1 - both * both
        // Two that say the same say no more together.
        guard rest > 1e-6 else { continue }
        let (a, b) = (alone[first], alone[second])
        if (a * a + b * b - 2 * a * b * both) / rest >= Self.allOfIt {
          return [[names[first], names[second]]]
        }
      }
    }
    return []
  }

  /// With the mean 0 and the norm 1; zeros for what is the same in all rows.
  private static func standardized(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let norm = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return values.map { norm > 0 ? ($0 - mean) / norm : 0 }
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
