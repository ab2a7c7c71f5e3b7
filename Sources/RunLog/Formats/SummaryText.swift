import Run
import Text

/// A summary for people, and for programs.
extension Summary {
  /// `{"runs": [{"name", "status", "series": [{"name", "points", "first", "last", "best", "at"}]}]}`
  public static func json(_ runs: [Run]) -> String {
    let rows = runs.map { run -> JSON in
      .object([
        ("name", .text(run.name)), ("status", .text((run.status ?? .interrupted).rawValue)),
        ("series", .list(run.series.map(json))),
      ])
    }
    return JSON.object([("runs", .list(rows))]).text
  }

  private static func json(_ series: Series) -> JSON {
    .object([
      ("name", .text(series.name)), ("points", .int(series.points)),
      ("first", .number(series.first)), ("last", .number(series.last)),
      ("best", .number(series.best)),
      (
        "at",
        .object([
          ("epoch", series.place.epoch.map(JSON.plain) ?? .null),
          ("step", series.place.step.map(JSON.int) ?? .null),
        ])
      ),
    ])
  }

  /// A table a run, a line a series.
  public static func table(_ runs: [Run]) -> [String] {
    let head = ["series", "points", "first", "last", "best", "at"]
    return runs.flatMap { run -> [String] in
      let rows =
        [head]
        + run.series.map { series in
          [
            series.name.harmless(), "\(series.points)", short(series.first), short(series.last),
            short(series.best), series.bestPlace.text,
          ]
        }
      let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
      var lines = ["\(run.name.harmless())  \((run.status ?? .interrupted).rawValue)"]
      for row in rows {
        let cells = zip(row, widths).enumerated().map { column, cell in
          let room = String(repeating: " ", count: cell.1 - cell.0.count)
          // Names and places begin together, numbers end together.
          return column == 0 || column == 5 ? cell.0 + room : room + cell.0
        }
        let line = "  " + cells.joined(separator: "  ")
        lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
      }
      if let failure = run.failure {
        lines.append("  \(failure.type): \(failure.message)".harmless())
      }
      return lines + [""]
    }
  }

  /// Six digits at most.
  private static func short(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    if number == number.rounded(), abs(number) < 1e9 { return "\(Int(number))" }
    let magnitude = abs(number)
    if magnitude < 1e-4 || magnitude >= 1e9 {
      let exponent = Int(magnitude.logarithm.rounded(.down))
      let part = number / power(exponent)
      return "\((part * 1000).rounded() / 1000)e\(exponent)"
    }
    let places = magnitude < 1 ? 6 : magnitude < 100 ? 4 : 2
    return "\((number * power(places)).rounded() / power(places))"
  }

  private static func power(_ exponent: Int) -> Double {
    Numbers.read("1e\(exponent)") ?? 1
  }
}

extension Double {
  /// The power of ten of a number's first digit.
  fileprivate var logarithm: Double {
    var (value, result) = (self, 0.0)
    while value >= 10 {
      value /= 10
      result += 1
    }
    while value > 0, value < 1 {
      value *= 10
      result -= 1
    }
    return result
  }
}

extension Summary.Place {
  /// `epoch 12, step 400`
  var text: String {
    [epoch.map { "epoch \(JSON.plain($0).text)" }, step.map { "step \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
  }
}
