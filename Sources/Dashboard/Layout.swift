import Cells

/// Which panel stands where.
struct Layout: Sendable, Equatable {
  /// The steps of the ladder, from the largest screen to the smallest.
  enum Rung: Sendable, Hashable, CaseIterable {
    case threeColumns, twoColumns, standard, stacked, single

    /// The smallest screen it is for.
    var size: (width: Int, height: Int) {
      switch self {
      case .threeColumns: (160, 45)
      case .twoColumns: (120, 36)
      case .standard: (80, 24)
      case .stacked: (60, 16)
      case .single: (40, 10)
      }
    }

    /// Nil where there is room for one status line only.
    static func fitting(width: Int, height: Int) -> Rung? {
      allCases.first { width >= $0.size.width && height >= $0.size.height }
    }
  }

  /// A place that a person may put another panel into.
  struct Slot: Sendable, Hashable {
    let rung: Rung
    let index: Int
  }

  struct Place: Sendable, Equatable {
    let panel: Panel
    let rect: Rect
    /// Nil where the panel stands because of what happened.
    var slot: Slot?
  }

  /// What the choice of panels depends on.
  struct Content {
    var zoomed: Panel?
    /// Rows that the diagnosis wants, its frame included; 0 for none.
    var diagnosisRows = 0
    var listingRows = 0
    var parameterCount = 0
    /// Rows of the list of messages.
    var messageRows = 0
    /// The panel that shows what the model says of the rows.
    var picture = Panel.confusion
    /// The events come from a log, which holds nothing of the model's inside.
    var showsLog = false
    /// Runs side by side; 0 for one alone.
    var runCount = 0
    /// The charts there are to show.
    var charts: [Panel] = []
    /// The page of charts that a person turned to.
    var page = 0
    /// Every panel that may be put somewhere.
    var panels: [Panel] = Panel.all
    /// What a person put where.
    var shown: [Slot: Panel] = [:]
  }

  let rung: Rung
  let header: Rect
  private(set) var places: [Place] = []
  let keys: Rect
  /// Pages of charts, and the one that is shown.
  private(set) var pages = 1
  private(set) var page = 0

  /// Nil where there is room for one status line only.
  init?(width: Int, height: Int, _ content: Content) {
    guard let rung = Rung.fitting(width: width, height: height) else { return nil }
    self.rung = rung
    var rest = Rect(x: 0, y: 0, width: width, height: height)
    header = rest.takeTop(1)
    keys = rest.takeBottom(1)
    if let zoomed = content.zoomed {
      places = [Place(panel: zoomed, rect: rest)]
      return
    }
    if content.diagnosisRows > 0, rung != .single {
      // An error is what one looks at, but the rest stays.
      let rows = min(content.diagnosisRows, max(rest.height / 2, 3))
      places = [Place(panel: .diagnosis, rect: rest.takeBottom(rows))]
    }
    let isWide = [Rung.threeColumns, .twoColumns, .standard].contains(rung)
    switch rung {
    case _ where isWide && content.showsLog: fillForLog(rest, content)
    case .threeColumns: fillThreeColumns(rest, content)
    case .twoColumns: fillTwoColumns(rest, content)
    case .standard: fillStandard(rest, content)
    case .stacked: fillStacked(rest, content)
    case .single:
      if content.diagnosisRows > 0 {
        add(0, .diagnosis, rest, content)
      } else {
        addCharts(rest, content)
      }
    }
    // What was found last stands last, below the others.
    if places.first?.slot == nil, places.count > 1 { places.append(places.removeFirst()) }
  }

  /// Puts a panel, or what a person wanted there, into a slot; no panel stands in two.
  private mutating func add(_ index: Int, _ panel: Panel, _ rect: Rect, _ content: Content) {
    guard rect.width >= 8, rect.height >= 3 else { return }
    let slot = Slot(rung: rung, index: index)
    let taken = places.map(\.panel)
    let wanted = [content.shown[slot], panel].compactMap { $0 }.first { !taken.contains($0) }
    places.append(
      Place(
        panel: wanted ?? panel.next(among: content.panels, skipping: taken), rect: rect, slot: slot)
    )
  }

  /// Puts a page of charts into an area, which they fill.
  private mutating func addCharts(
    _ area: Rect, _ content: Content, leastWidth: Int = ChartGrid.least.width
  ) {
    let grid = ChartGrid(area, leastWidth: leastWidth)
    pages = max((content.charts.count + grid.capacity - 1) / grid.capacity, 1)
    page = min(max(content.page, 0), pages - 1)
    let seen = content.charts.dropFirst(page * grid.capacity).prefix(grid.capacity)
    let charts = seen.isEmpty ? [Panel.noCharts] : Array(seen)
    for (index, rect) in grid.places(for: charts.count).enumerated() {
      add(Self.firstChart + index, charts[index], rect, content)
    }
  }

  /// The charts' slots come after those of the other panels.
  private static let firstChart = 100

  /// Charts, the program, the model.
  private mutating func fillThreeColumns(_ area: Rect, _ content: Content) {
    var rest = area
    var right = rest.takeRight(max(area.width * 29 / 100, 46))
    var middle = rest.takeRight(max(area.width * 38 / 100, 62))
    // In steps, so that the charts do not move with every line.
    let log = rest.takeBottom(content.messageRows <= 3 ? 5 : min(max(area.height / 5, 6), 10))
    addCharts(rest, content)
    add(2, .messages, log, content)
    add(3, .listing, middle.takeTop(min(content.listingRows + 2, middle.height / 2)), content)
    let bugs = middle.takeBottom(max(middle.height - content.parameterCount - 3, middle.height / 3))
    add(4, .gradients, middle, content)
    add(5, .bugs, bugs, content)
    // Seven lines and a frame.
    let timing = right.takeBottom(min(9, right.height / 4))
    // Half-blocks are square when a panel is twice as wide as high.
    let picture = right.takeTop(min(right.width / 2, right.height * 3 / 5))
    add(6, content.picture, picture, content)
    add(7, .graph, right, content)
    add(8, .timing, timing, content)
  }

  private mutating func fillTwoColumns(_ area: Rect, _ content: Content) {
    var rest = area
    var right = rest.takeRight(max(area.width * 55 / 100, 66))
    addCharts(rest, content)
    add(3, .listing, right.takeTop(min(content.listingRows + 2, right.height * 3 / 5)), content)
    let picture = right.takeLeft(min(right.width / 2, right.height * 2 + 2))
    add(6, content.picture, picture, content)
    if right.height >= 12 {
      add(4, .gradients, right.takeTop(min(content.parameterCount + 3, right.height / 2)), content)
      add(5, .bugs, right, content)
    } else {
      add(4, .gradients, right, content)
    }
  }

  private mutating func fillStandard(_ area: Rect, _ content: Content) {
    var rest = area
    var right = rest.takeRight(area.width / 2)
    addCharts(rest, content)
    let below = max(right.height - content.listingRows - 2, right.height >= 14 ? 5 : 0)
    var lower = right.takeBottom(below)
    add(3, .listing, right, content)
    if lower.height >= content.parameterCount + 9 {
      add(4, .gradients, lower.takeTop(content.parameterCount + 3), content)
    }
    add(5, .bugs, lower, content)
  }

  private mutating func fillStacked(_ area: Rect, _ content: Content) {
    var rest = area
    if content.runCount > 0 {
      add(
        9, .runs, rest.takeBottom(min(content.runCount + 3, max(area.height * 2 / 5, 4))), content)
    }
    let hasListing = !content.showsLog || content.listingRows > 0
    if !hasListing {
      addCharts(rest, content)
    } else if content.diagnosisRows > 0 {
      addCharts(rest.takeLeft(area.width * 2 / 5), content)
      add(3, .listing, rest, content)
    } else {
      addCharts(rest.takeTop(area.height / 2), content, leastWidth: 28)
      add(3, .listing, rest, content)
    }
  }

  /// Charts, and beside them what else a log may hold: many hold nothing more.
  private mutating func fillForLog(_ area: Rect, _ content: Content) {
    var rest = area
    if content.runCount > 0 {
      add(
        10, .runs, rest.takeBottom(min(content.runCount + 3, max(area.height * 2 / 5, 5))), content)
    }
    func has(_ panel: Panel) -> Bool { content.panels.contains(panel) }
    // From the top, each with the rows that it wants; the last has what is left.
    var wanted: [(index: Int, panel: Panel, rows: Int)] = []
    if content.listingRows > 0 { wanted.append((3, .listing, content.listingRows + 2)) }
    if has(.gradients) { wanted.append((4, .gradients, max(content.parameterCount, 3) + 3)) }
    if has(.ranks) { wanted.append((11, .ranks, 9)) }
    let hasMessages = has(.messages) && content.runCount == 0
    if has(.output) {
      if hasMessages { wanted.append((2, .messages, 5)) }
      wanted.append((9, .output, area.height))
    } else if hasMessages {
      wanted.append((2, .messages, area.height))
    }
    if !wanted.isEmpty {
      var right = rest.takeRight(area.width * 2 / 5)
      for (place, (index, panel, rows)) in wanted.enumerated() {
        // The lines are what one looks at first.
        let share = max(
          right.height / (wanted.count - place), panel == .listing ? right.height * 2 / 5 : 0)
        add(
          index, panel, place + 1 == wanted.count ? right : right.takeTop(min(rows, share)), content
        )
      }
    }
    addCharts(rest, content)
  }
}
