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
        series: [.init(name: "train", role: .train, isDashed: true, columns: columns)],
        xRange: 0...32))
    let top = (7..<23).contains { screen[$0, 0].style.role == .train }
    #expect(top)
  }

  @Test func valuesThatAreNoNumbersAreMarkedAndLeaveTheScaleAlone() {
    var columns: [Chart.Column?] = (0..<32).map { _ in column(0.5) }
    columns[10] = Chart.Column(
      minimum: .infinity, maximum: -.infinity, first: .nan, last: .nan, hasNonFinite: true,
      hasValue: false)
    let chart = Chart(
      series: [.init(name: "train", role: .train, columns: columns)], xRange: 0...32)
    #expect(chart.limits.upperBound < 1)
    #expect(draw(chart)[7 + 5, 0].character == "▲")
  }

  @Test func nothingToDrawIsNoTrap() {
    for size in [(1, 1), (8, 2), (9, 1), (200, 3)] {
      let chart = Chart(series: [], xRange: 0...0, marks: [.init(x: 0, glyph: "x", role: .bad)])
      _ = draw(chart, width: size.0, height: size.1)
    }
  }
}
