import Tables

/// A table's columns as numbers in a row: what is measured first, then one-hot kinds.
struct TableFeatures {
  /// What a gap of a column of numbers is filled with, by the column's place in the table.
  private(set) var means: [Int: Double] = [:]
  private var measured: [Measured] = []
  private let kinds: [Column]
  private let width: Int

  /// One number of a row, and what it is standardised by.
  private struct Measured {
    let value: (Int32) -> Double
    let gaps: Set<Int32>
    var fill = 0.0
    var center = 0.0
    var scale = 1.0

    func number(_ row: Int32) -> Double {
      gaps.isEmpty || !gaps.contains(row) ? value(row) : fill
    }
  }

  init(_ table: Table, train: [Int32], standardize: Bool) {
    width = table.width
    kinds = table.features.filter { if case .kinds = $0.content { true } else { false } }
    for column in table.features {
      for value in Self.values(column) {
        var feature = Measured(value: value, gaps: Set(column.gaps))
        if !column.gaps.isEmpty {
          feature.fill = Self.mean(train.filter { !feature.gaps.contains($0) }, value)
          means[column.index] = means[column.index] ?? feature.fill
        }
        if standardize {
          (feature.center, feature.scale) = Self.statistics(train, feature.number)
        }
        measured.append(feature)
      }
    }
  }

  /// The numbers that a row has of a column that measures something.
  private static func values(_ column: Column) -> [(Int32) -> Double] {
    switch column.content {
    case .numbers(let numbers): [{ numbers[Int($0)] }]
    case .dates(let dates, let form):
      [
        { Double(dates[Int($0)].year) }, { Double(dates[Int($0)].month) },
        { Double(dates[Int($0)].weekday) },
      ] + (form.hasTime ? [{ Double(dates[Int($0)].hour) }] : [])
    case .kinds, .leftOut: []
    }
  }

  private static func mean(_ rows: [Int32], _ value: (Int32) -> Double) -> Double {
    rows.isEmpty ? 0 : rows.reduce(0) { $0 + value($1) } / Double(rows.count)
  }

  /// Mean and standard deviation over some rows; what is the same in all of them has 1.
  static func statistics(
    _ rows: [Int32], _ value: (Int32) -> Double
  ) -> (center: Double, scale: Double) {
    let mean = mean(rows, value)
    let sum = rows.reduce(0) { total, row in
      let difference = value(row) - mean
      return total + difference * difference
    }
    let deviation = rows.isEmpty ? 0 : (sum / Double(rows.count)).squareRoot()
    return (mean, deviation > 0 ? deviation : 1)
  }

  /// Writes rows of features, some rows of one column at a time, so that both stay in the caches.
  func write(_ rows: [Int32], to target: UnsafeMutableBufferPointer<Float>) {
    let block = 64
    for start in stride(from: 0, to: rows.count, by: block) {
      let some = rows[start..<min(start + block, rows.count)]
      var place = start * width
      for feature in measured {
        for (offset, row) in some.enumerated() {
          target[place + offset * width] =
            Float((feature.number(row) - feature.center) / feature.scale)
        }
        place += 1
      }
      for column in kinds {
        guard case .kinds(let names, let codes) = column.content else { continue }
        for (offset, row) in some.enumerated() {
          let code = Int(codes[Int(row)])
          if column.areTwo {
            target[place + offset * width] = Float(code)
            continue
          }
          // A gap is the last kind.
          let kind = code < 0 ? names.count : code
          for index in 0..<column.width {
            target[place + offset * width + index] = index == kind ? 1 : 0
          }
        }
        place += column.width
      }
    }
  }
}
