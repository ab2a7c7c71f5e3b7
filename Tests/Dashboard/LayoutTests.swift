import Cells
import Testing

@testable import Dashboard

@Suite struct LayoutTests {
  static func content(_ rows: Int, _ isPlane: Bool) -> Layout.Content {
    Layout.Content(
      diagnosisRows: rows, listingRows: 13, parameterCount: 6,
      picture: isPlane ? .boundary : .confusion, showsLog: false,
      charts: [.loss, .accuracy], panels: Panel.ours)
  }

  /// At every size: all inside, nothing over another, and the whole screen is used.
  @Test(arguments: [0, 3, 9, 30], [false, true])
  func nothingOverlapsAndNothingIsWasted(_ rows: Int, _ isPlane: Bool) {
    for width in 40...220 {
      for height in 10...70 {
        guard let layout = Layout(width: width, height: height, Self.content(rows, isPlane)) else {
          Issue.record("no layout at \(width)×\(height)")
          return
        }
        let rects = [layout.header, layout.keys] + layout.places.map(\.rect)
        let area = rects.reduce(0) { $0 + $1.width * $1.height }
        let isInside = rects.allSatisfy {
          $0.x >= 0 && $0.y >= 0 && $0.maxX <= width && $0.maxY <= height
        }
        let overlaps = rects.indices.contains { a in
          rects.indices.contains { $0 != a && !rects[$0].intersection(rects[a]).isEmpty }
        }
        let isFull = area == width * height
        if !isInside || overlaps || !isFull {
          Issue.record("\(width)×\(height): \(layout.places.map { ($0.panel.name, $0.rect) })")
          return
        }
        let names = layout.places.map(\.panel)
        #expect(Set(names).count == names.count)
      }
    }
  }

  /// What a person put somewhere may come to stand elsewhere by itself.
  @Test(arguments: Panel.ours.map(\.name), Layout.Rung.allCases)
  func noPanelStandsTwice(_ name: String, _ rung: Layout.Rung) throws {
    let panel = try #require(Panel.ours.first { $0.name == name })
    for index in 0..<9 {
      for rows in [0, 8] {
        var content = Self.content(rows, index % 2 == 0)
        content.shown[Layout.Slot(rung: rung, index: index)] = panel
        let layout = Layout(width: rung.size.width, height: rung.size.height, content)
        let panels = layout?.places.map(\.panel) ?? []
        #expect(Set(panels).count == panels.count, "\(panels.map(\.name))")
      }
    }
  }

  @Test(arguments: Layout.Rung.allCases)
  func everyRungBeginsWhereItSays(_ rung: Layout.Rung) {
    let (width, height) = rung.size
    #expect(Layout.Rung.fitting(width: width, height: height) == rung)
    #expect(Layout.Rung.fitting(width: width - 1, height: height) != rung)
    #expect(Layout.Rung.fitting(width: width, height: height - 1) != rung)
  }

  @Test func theLargestShowsThreeColumns() {
    let layout = Layout(width: 160, height: 45, Self.content(0, true))
    #expect(
      layout?.places.map(\.panel.name) == [
        "loss", "accuracy", "messages", "training loop", "gradients", "bugs", "boundary", "graph",
        "timing",
      ])
    #expect(Set(layout?.places.map(\.rect.x) ?? []).count == 3)
  }
}
