import Cells
import Testing

@Suite struct ChartTests {
  func column(_ low: Double, _ high: Double? = nil) -> Chart.Column {
    Chart.Column(minimum: low, maximum: high ?? low, first: low, last: high ?? low)
  }

  func draw(_ chart: Chart, width: Int = 23, height: Int = 6) -> Screen {
    var screen = Screen(width: width, height: height)
    chart.draw(on: &screen, in: screen.bounds)
    return screen
  }

  @Test func fallingLineIsDrawnWithRoundTicks() {
    let columns = (0..<32).map { column(1 - Double($0) / 31) }
    let chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns)], xRange: 0...100)
    #expect(
      draw(chart).rows == [
        "     1┤⠑⠤⣀",
        "      │   ⠑⠢⢄",
        "      │      ⠉⠒⢄⡀",
        "      │         ⠈⠑⠤⣀",
        "     0┤             ⠑⠢⢄",
        "       0            100",
      ])
  }

  /// One column in a flat line reaches up: it must reach up on the screen.
  @Test(arguments: 0..<32)
  func oneEpochSpikeIsSeen(_ at: Int) {
    var columns = (0..<32).map { _ in column(0.1) }
    columns[at] = Chart.Column(minimum: 0.1, maximum: 5, first: 0.1, last: 0.1)
    let screen = draw(
      Chart(
        series: [.init(name: "train", role: .train, line: .dashed, columns: columns)],
        xRange: 0...32))
    let top = (7..<23).contains { screen[$0, 0].style.role == .train }
    #expect(top)
  }

  @Test func valuesThatAreNoNumbersAreMarkedAndLeaveTheScaleAlone() {
    var columns: [Chart.Column?] = (0..<32).map { _ in column(0.5) }
    columns[10] = Chart.Column(
      minimum: .infinity, maximum: -.infinity, first: .nan, last: .nan, hasNaN: true,
      hasValue: false)
    let chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns)], xRange: 0...32)
    #expect(chart.limits.upperBound < 1)
    #expect(draw(chart)[7 + 5, 0].character == "N")
  }

  func columns(_ values: [Double?]) -> [Chart.Column?] { values.map { $0.map { column($0) } } }

  @Test func pointsFarApartAreJoinedByALine() {
    var values = [Double?](repeating: nil, count: 32)
    values[0] = 0
    values[31] = 1
    let chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns(values))], xRange: 0...2)
    let screen = draw(chart)
    for x in 7..<23 {
      #expect((0..<5).contains { screen[x, $0].style.role == .train }, "\(screen.text)")
    }
  }

  /// Zoomed in between two epochs, the line comes from and goes beyond the edges.
  @Test func lineComesFromBeyondTheEdge() {
    var one = Chart.Series(
      name: "train", role: .train, columns: columns([Double?](repeating: nil, count: 32)))
    one.columns[16] = column(1)
    one.before = (-16, 0)
    one.after = (48, 0)
    let screen = draw(Chart(series: [one], xRange: 0...1, yLimits: .fixed(0...1)))
    #expect((0..<5).contains { screen[7, $0].style.role == .train })
    #expect((0..<5).contains { screen[22, $0].style.role == .train })
  }

  @Test(arguments: [Chart.Line.solid, .dashed, .dotted])
  func aPointAloneIsSeen(_ line: Chart.Line) {
    for at in 0..<32 {
      var values = [Double?](repeating: nil, count: 32)
      values[at] = 1
      let screen = draw(
        Chart(
          series: [.init(name: "s", role: .train, line: line, columns: columns(values))],
          xRange: 0...32, yLimits: .fixed(0...2)))
      #expect(screen.cells.contains { $0.style.role == .train }, "\(at)")
    }
  }

  @Test func robustLimitsLeaveOutliersOffTheScaleAndSaySo() {
    var values = (0..<32).map { Optional(0.5 + Double($0 % 2) / 10) }
    values[20] = 1e6
    var chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns(values))], xRange: 0...32)
    #expect(chart.limits.upperBound > 1e5)
    chart.yLimits = .robust
    #expect(chart.limits.upperBound < 1)
    #expect(draw(chart)[7 + 10, 0].character == "↑")
  }

  @Test func whatIsBelowAFixedRangeIsMarkedBelow() {
    var values = [Double?](repeating: 0.5, count: 32)
    values[4] = -3
    let chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns(values))], xRange: 0...32,
      yLimits: .fixed(0...1))
    #expect(draw(chart)[7 + 2, 4].character == "↓")
  }

  @Test func zeroOnALogarithmicScaleIsMarkedBelow() {
    var values = [Double?](repeating: 0.5, count: 32)
    values[4] = 0
    values[9] = 0.0005
    let chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns(values))], xRange: 0...32,
      isLogarithmic: true)
    let screen = draw(chart)
    #expect(screen[7 + 2, 4].character == "↓", "\(screen.text)")
    #expect(screen.text.contains("0.001") && screen.text.contains("0.1"), "\(screen.text)")
  }

  @Test func marksOfOnePlaceStandSideBySide() {
    let marks = ["a", "b", "c"].map { Chart.Mark(x: 16, glyph: $0, role: .bad) }
    #expect(draw(Chart(series: [], xRange: 0...32, marks: marks)).rows[0].hasSuffix("abc"))
    let last = ["a", "b", "c"].map { Chart.Mark(x: 32, glyph: $0, role: .bad) }
    let row = draw(Chart(series: [], xRange: 0...32, marks: last)).rows[0]
    #expect(row.contains("a") && row.contains("b") && row.contains("c"), "\(row)")
  }

  @Test(arguments: [5.0, 27])
  func readingsStandBesideTheCrosshair(_ x: Double) {
    var chart = Chart(series: [], xRange: 0...32)
    chart.crosshair = Chart.Crosshair(
      x: x, readings: [.init("epoch 5", .current), .init("train 1", .train)])
    let screen = draw(chart)
    #expect(screen.rows[0].contains("epoch 5") && screen.rows[1].contains("train 1"))
    #expect((0..<5).filter { y in (7..<23).contains { screen[$0, y].character == "┊" } }.count == 5)
    #expect(draw(chart, height: 3).rows[0].contains("epoch 5"))
  }

  @Test func linesDifferWithoutColour() {
    let rows = [Chart.Line.solid, .dashed, .dotted].map { line in
      draw(
        Chart(
          series: [
            .init(
              name: "s", role: .train, line: line,
              columns: columns([Double?](repeating: 0.5, count: 32)))
          ], xRange: 0...32)
      ).text
    }
    #expect(Set(rows).count == 3)
  }

  @Test func hugeNumbersAreNoTrap() {
    let most = Double.greatestFiniteMagnitude
    for isLogarithmic in [false, true] {
      for limits in [Chart.Limits.fit, .robust, .fixed(-most...most), .fixed(1...1)] {
        let chart = Chart(
          series: [
            .init(
              name: "s", role: .train,
              columns: columns([-most, most, 0, .leastNonzeroMagnitude, 1e-300, .infinity, .nan]))
          ], xRange: 0...7, yLimits: limits, isLogarithmic: isLogarithmic)
        _ = draw(chart)
      }
    }
  }

  @Test func nothingToDrawIsNoTrap() {
    for size in [(1, 1), (8, 2), (9, 1), (200, 3)] {
      let chart = Chart(series: [], xRange: 0...0, marks: [.init(x: 0, glyph: "x", role: .bad)])
      _ = draw(chart, width: size.0, height: size.1)
    }
  }
}
