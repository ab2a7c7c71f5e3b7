import Cells
import Testing

@testable import Dashboard

@Suite struct ChartGridTests {
  /// The charts of a page fill their place, and none is smaller than it says.
  @Test(arguments: [(40, 22), (54, 34), (80, 22), (120, 34), (200, 58), (28, 7), (9, 3)])
  func placesFillTheArea(_ size: (Int, Int)) {
    let area = Rect(x: 3, y: 1, width: size.0, height: size.1)
    let grid = ChartGrid(area)
    for count in 1...grid.capacity {
      let places = grid.places(for: count)
      #expect(places.count == count)
      #expect(places.reduce(0) { $0 + $1.width * $1.height } == area.width * area.height)
      for (index, place) in places.enumerated() {
        #expect(place.intersection(area) == place)
        #expect(places[..<index].allSatisfy { $0.intersection(place).isEmpty })
      }
    }
  }

  @Test func chartsKeepAGoodShape() {
    let column = ChartGrid(Rect(x: 0, y: 0, width: 54, height: 34))
    #expect(Set(column.places(for: 2).map(\.x)).count == 1)
    let screen = ChartGrid(Rect(x: 0, y: 0, width: 200, height: 58))
    #expect(screen.capacity == 25)
    let four = screen.places(for: 4)
    #expect(Set(four.map(\.x)).count == 2 && Set(four.map(\.y)).count == 2)
  }
}
