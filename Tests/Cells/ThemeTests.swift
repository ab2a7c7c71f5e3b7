import Cells
import Testing

@Suite struct ThemeTests {
  @Test func everyThemeFitsEveryPalette() {
    for theme in Theme.all {
      for colors in [0, 2, 8, 16, 256] {
        for role in Role.allCases {
          if let color = theme.color(role, colors: colors) { #expect(color < colors) }
        }
      }
    }
  }

  /// What must be told apart is, with as few as eight colours.
  @Test(arguments: Theme.all.map(\.name).filter { $0 != "mono" }, [8, 16, 256])
  func seriesAndStatesDiffer(_ name: String, _ colors: Int) throws {
    let theme = try #require(Theme.all.first { $0.name == name })
    for (a, b) in [(Role.train, Role.test), (.good, .bad), (.trainRaw, .testRaw)] {
      #expect(theme.color(a, colors: colors) != theme.color(b, colors: colors), "\(a) \(b)")
    }
    for role in [Role.trainRaw, .testRaw, .faint] {
      let front: Role = role == .trainRaw ? .train : role == .testRaw ? .test : .text
      let differs = theme.color(role, colors: colors) != theme.color(front, colors: colors)
      #expect(differs || theme.dims(role, colors: colors), "\(role)")
    }
  }

  private func luminance(_ rgb: (Int, Int, Int)) -> Double {
    func linear(_ value: Int) -> Double {
      let part = Double(value) / 255
      // The standard's 2.4th power, near enough for a bound.
      return part * part * (0.7 + 0.3 * part)
    }
    return 0.2126 * linear(rgb.0) + 0.7152 * linear(rgb.1) + 0.0722 * linear(rgb.2)
  }

  private func contrast(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Double {
    let (a, b) = (luminance(a), luminance(b))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// A point is seen on any class's ground: well for three classes, still for eight.
  @Test func pointsAreSeenOnEveryGround() {
    for theme in Theme.all where theme.name != Theme.mono.name {
      for label in 0..<8 {
        for region in 0..<8 {
          for isSure in [true, false] {
            let contrast = contrast(
              theme.rgb(.label(label)), theme.rgb(.region(region, isSure: isSure)))
            let least = label < 3 && region < 3 ? 2 : 1.4
            #expect(contrast >= least, "\(theme.name) \(label) on \(region): \(contrast)")
          }
        }
      }
    }
  }

  @Test func groundsOfClassesDiffer() {
    for theme in Theme.all where theme.name != Theme.mono.name {
      let sure = (0..<8).map { theme.color(.region($0, isSure: true), colors: 256) }
      #expect(Set(sure).count == 8 && !sure.contains(nil))
      for label in 0..<8 {
        #expect(sure[label] != theme.color(.region(label, isSure: false), colors: 256))
      }
    }
  }

  /// Contrast to the theme's ground as WCAG counts it: 3 for lines and letters.
  @Test func everyRoleIsReadableOnItsGround() {
    let grounds = (0..<8).flatMap {
      [Role.region($0, isSure: true), Role.region($0, isSure: false)]
    }
    let behind: Set<Role> = Set(grounds).union([.border, .trainRaw, .testRaw])
    for theme in Theme.all {
      for role in Role.allCases where !behind.contains(role) {
        let contrast = contrast(theme.rgb(role), theme.ground)
        #expect(contrast >= 3, "\(theme.name) \(role) \(contrast)")
      }
    }
  }

  @Test func themesFollowEachOtherInTurn() {
    var theme = Theme.standard
    for _ in Theme.all { theme = theme.next }
    #expect(theme.name == Theme.standard.name)
    #expect(Theme.mono.dims(.faint, colors: 256) && !Theme.mono.dims(.text, colors: 0))
  }
}
