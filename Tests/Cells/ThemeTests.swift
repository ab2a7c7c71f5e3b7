import Cells
import Testing

@Test func everyThemeFitsEveryPalette() {
  for theme in Theme.all {
    for colors in [0, 2, 8, 16, 256] {
      for role in Role.allCases {
        if let color = theme.color(role, colors: colors) { #expect(color < colors) }
      }
    }
  }
}
