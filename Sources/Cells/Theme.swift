/// Which colour stands for which role.
public struct Theme: Sendable {
  public let name: String
  /// Colours of the 256-colour palette; nil for the terminal's own.
  private let palette: @Sendable (Role) -> UInt8?

  /// The colour for a terminal with so many colours; nil for the terminal's own.
  public func color(_ role: Role, colors: Int) -> Int? {
    guard colors >= 8, let index = palette(role) else { return nil }
    return colors >= 256 ? Int(index) : Self.nearestBasic(Int(index), colors: colors)
  }

  /// The basic colour nearest to one of the 256.
  static func nearestBasic(_ index: Int, colors: Int) -> Int {
    if index < 16 { return colors >= 16 ? index : index % 8 }
    let rgb = components(index)
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

  /// Blue and orange lines, readable on dark and light grounds.
  public static let standard = Theme(name: "default") { role in
    switch role {
    case .text: nil
    case .faint: 245
    case .title: 117
    case .border: 240
    case .key: 117
    case .train, .class0: 39
    case .test, .class1: 214
    case .good, .added, .class2: 78
    case .bad, .cut, .class3: 203
    case .warning, .class4: 221
    case .removed: 131
    case .current, .class5: 159
    case .class6: 176
    case .class7: 251
    }
  }

  /// Okabe and Ito's eight colours, told apart with any colour vision.
  public static let colorBlind = Theme(name: "okabe-ito") { role in
    switch role {
    case .text: nil
    case .faint: 245
    case .title, .key, .current, .class4: 74
    case .border: 240
    case .train, .class0: 25
    case .test, .class1: 172
    case .good, .added, .class2: 36
    case .bad, .cut, .class3: 166
    case .warning, .class5: 227
    case .removed: 175
    case .class6: 175
    case .class7: 250
    }
  }

  /// Darker colours for a light ground.
  public static let light = Theme(name: "light") { role in
    switch role {
    case .text: 235
    case .faint: 244
    case .title, .key: 25
    case .border: 249
    case .train, .class0: 26
    case .test, .class1: 166
    case .good, .added, .class2: 28
    case .bad, .cut, .class3: 160
    case .warning, .class4: 136
    case .removed: 131
    case .current, .class5: 30
    case .class6: 90
    case .class7: 240
    }
  }

  /// No colour at all.
  public static let mono = Theme(name: "mono") { _ in nil }

  public static let all: [Theme] = [.standard, .colorBlind, .light, .mono]

  private init(name: String, _ palette: @escaping @Sendable (Role) -> UInt8?) {
    self.name = name
    self.palette = palette
  }
}
