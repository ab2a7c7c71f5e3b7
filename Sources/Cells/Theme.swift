/// Which colour stands for which role.
public struct Theme: Sendable {
  public let name: String
  /// Red, green and blue of ground and text in a picture; a terminal has its own.
  public let ground: (Int, Int, Int)
  public let ink: (Int, Int, Int)
  private let isLight: Bool
  /// Colours of the 256-colour palette; nil for the terminal's own.
  private let palette: @Sendable (Role) -> UInt8?
  /// Colours behind points of a class, where a model is sure and where it is in doubt; empty for
  /// none.
  private let regions: [UInt8]

  /// The colour for a terminal with so many colours; nil for the terminal's own.
  public func color(_ role: Role, colors: Int) -> Int? {
    guard colors >= 8, let index = index(role) else { return nil }
    return colors >= 256 ? Int(index) : Self.nearestBasic(Int(index), colors: colors)
  }

  /// The colour behind everything; nil for the terminal's own.
  public func paintedGround(colors: Int) -> Int? {
    guard isLight, colors >= 8 else { return nil }
    return colors >= 256 ? 231 : Self.nearestBasic(231, colors: colors)
  }

  /// Whether a role that should stand back can do so only by being dim.
  public func dims(_ role: Role, colors: Int) -> Bool {
    guard color(role, colors: colors) == nil || colors < 16 else { return false }
    return [.faint, .border, .trainRaw, .testRaw].contains(role)
  }

  /// A role's place in the palette of 256.
  private func index(_ role: Role) -> UInt8? {
    guard let region = role.regionIndex else { return palette(role) }
    return regions.indices.contains(region) ? regions[region] : nil
  }

  /// The basic colour nearest to one of the 256.
  static func nearestBasic(_ index: Int, colors: Int) -> Int {
    if index < 16 { return colors >= 16 ? index : index % 8 }
    let rgb = components(index)
    if rgb.0 == rgb.1 && rgb.1 == rgb.2 {
      if rgb.0 < 50 { return 0 }
      return colors >= 16 && rgb.0 < 180 ? 8 : 7
    }
    let bright = max(rgb.0, rgb.1, rgb.2)
    if bright < 60 { return 0 }
    let threshold = bright * 6 / 10
    let base =
      (rgb.0 >= threshold ? 1 : 0) + (rgb.1 >= threshold ? 2 : 0) + (rgb.2 >= threshold ? 4 : 0)
    return base + (colors >= 16 && bright > 180 ? 8 : 0)
  }

  /// Red, green and blue of one of the 256 colours.
  public static func components(_ index: Int) -> (Int, Int, Int) {
    if index >= 232 {
      let grey = 8 + (index - 232) * 10
      return (grey, grey, grey)
    }
    if index < 16 {
      let basic = [
        (0, 0, 0), (205, 49, 49), (13, 188, 121), (229, 229, 16), (36, 114, 200), (188, 63, 188),
        (17, 168, 205), (204, 204, 204), (102, 102, 102), (241, 76, 76), (35, 209, 139),
        (245, 245, 67), (59, 142, 234), (214, 112, 214), (41, 184, 219), (242, 242, 242),
      ]
      return basic[max(index, 0)]
    }
    let cube = index - 16
    let levels = [0, 95, 135, 175, 215, 255]
    return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
  }

  /// Red, green and blue of a role in a picture.
  public func rgb(_ role: Role) -> (Int, Int, Int) {
    index(role).map { Self.components(Int($0)) }
      ?? (role == .faint ? Self.middle(ground, ink) : ink)
  }

  private static func middle(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> (Int, Int, Int) {
    ((a.0 + b.0) / 2, (a.1 + b.1) / 2, (a.2 + b.2) / 2)
  }

  /// Blue and orange lines, readable on dark and light grounds.
  public static let standard = Theme(
    name: "default", isLight: false,
    regions: [24, 94, 22, 88, 58, 23, 53, 239, 17, 58, 235, 52, 237, 234, 235, 236]
  ) { role in
    switch role {
    case .text: nil
    case .faint: 245
    case .title: 117
    case .border: 240
    case .key: 117
    case .train, .class0: 39
    case .test, .class1: 214
    case .trainRaw: 24
    case .testRaw: 94
    case .good, .added, .class2: 78
    case .bad, .cut, .class3: 203
    case .warning, .class4: 221
    case .removed: 174
    case .current, .class5: 159
    case .class6: 176
    case .class7: 251
    default: nil
    }
  }

  /// Okabe and Ito's eight colours, told apart with any colour vision.
  public static let colorBlind = Theme(
    name: "okabe-ito", isLight: false,
    regions: [18, 58, 22, 52, 24, 236, 53, 238, 17, 235, 233, 234, 236, 237, 235, 236]
  ) { role in
    switch role {
    case .text: nil
    case .faint: 245
    case .title, .key, .current, .train, .class0: 74
    case .border: 240
    case .test, .class1: 214
    case .trainRaw: 25
    case .testRaw: 94
    case .good, .added, .class2: 36
    case .bad, .cut, .class3: 166
    case .warning, .class4: 221
    case .removed, .class6: 175
    case .class5: 32
    case .class7: 250
    default: nil
    }
  }

  /// Darker colours for a light ground.
  public static let light = Theme(
    name: "light", isLight: true,
    regions: [153, 223, 157, 217, 229, 159, 225, 252, 195, 230, 194, 224, 230, 195, 255, 254]
  ) { role in
    switch role {
    case .text: 235
    case .faint: 244
    case .title, .key: 25
    case .border: 249
    case .train, .class0: 26
    case .test, .class1: 166
    case .trainRaw: 110
    case .testRaw: 179
    case .good, .added, .class2: 28
    case .bad, .cut, .class3: 160
    case .warning, .class4: 136
    case .removed: 131
    case .current, .class5: 30
    case .class6: 90
    case .class7: 240
    default: nil
    }
  }

  /// No colour at all.
  public static let mono = Theme(name: "mono", isLight: false, regions: []) { _ in nil }

  public static let all: [Theme] = [.standard, .colorBlind, .light, .mono]

  /// The one after this, in turn.
  public var next: Theme {
    let index = Self.all.firstIndex { $0.name == name } ?? 0
    return Self.all[(index + 1) % Self.all.count]
  }

  private init(
    name: String, isLight: Bool, regions: [UInt8], _ palette: @escaping @Sendable (Role) -> UInt8?
  ) {
    self.name = name
    self.regions = regions
    self.isLight = isLight
    ground = isLight ? (255, 255, 255) : (22, 24, 29)
    ink = isLight ? (38, 38, 38) : (220, 223, 228)
    self.palette = palette
  }
}
