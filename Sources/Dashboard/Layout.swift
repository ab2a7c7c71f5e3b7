import Cells

/// The parts of the screen that can be looked at on their own.
public enum Panel: Sendable, Equatable, CaseIterable {
  case loss, accuracy, listing, bugs, diagnosis

  var next: Panel {
    let all = Panel.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

/// Which panel stands where.
struct Layout: Sendable, Equatable {
  struct Place: Sendable, Equatable {
    let panel: Panel
    let rect: Rect
  }

  var header: Rect
  var places: [Place]
  var keys: Rect

  /// Smaller than this there is one status line only.
  static let smallest = (width: 40, height: 10)

  /// The ladder: two columns from 80 wide, one below, and what room there is goes to the charts.
  static func make(width: Int, height: Int, zoomed: Panel?, diagnosisRows: Int) -> Layout? {
    guard width >= smallest.width, height >= smallest.height else { return nil }
    var rest = Rect(x: 0, y: 0, width: width, height: height)
    let header = rest.takeTop(1)
    let keys = rest.takeBottom(1)
    if let zoomed {
      return Layout(header: header, places: [Place(panel: zoomed, rect: rest)], keys: keys)
    }
    var places: [Place] = []
    if diagnosisRows > 0 {
      // An error is what one looks at, but the charts stay.
      let rows = min(diagnosisRows, max(rest.height / 2, 3))
      places.append(Place(panel: .diagnosis, rect: rest.takeBottom(rows)))
    }
    if width >= 80 {
      var left = rest.takeLeft(width / 2)
      places.append(Place(panel: .loss, rect: left.takeTop((left.height + 1) / 2)))
      places.append(Place(panel: .accuracy, rect: left))
      let bugs = rest.takeBottom(
        rest.height >= 20 ? min(rest.height / 3, 12) : min(4, rest.height / 3))
      places.append(Place(panel: .listing, rect: rest))
      places.append(Place(panel: .bugs, rect: bugs))
    } else {
      let charts = rest.takeTop(diagnosisRows > 0 ? rest.height : max(rest.height / 2, 5))
      places.append(Place(panel: .loss, rect: charts))
      if rest.height >= 3 { places.append(Place(panel: .listing, rect: rest)) }
    }
    return Layout(header: header, places: places.filter { $0.rect.height >= 3 }, keys: keys)
  }
}
