/// What a cell means; a theme turns it into a colour.
public enum Role: UInt8, Sendable, CaseIterable {
  case text, faint, title, border, key
  case train, test
  /// The unsmoothed line behind the smoothed one.
  case trainRaw, testRaw
  /// Healthy and running; wrong and raised; worth a look.
  case good, bad, warning
  case added, removed, cut, current
  /// The classes of a data set, for points and regions.
  case class0, class1, class2, class3, class4, class5, class6, class7
  /// The ground of a class where a model is sure of it, behind points of any class.
  case region0, region1, region2, region3, region4, region5, region6, region7
  /// The same where the model is in doubt.
  case doubt0, doubt1, doubt2, doubt3, doubt4, doubt5, doubt6, doubt7

  /// The colour of a class, in turn.
  public static func label(_ index: Int) -> Role { inTurn(.class0, index) }

  /// The ground of a class, in turn.
  public static func region(_ index: Int, isSure: Bool) -> Role {
    inTurn(isSure ? .region0 : .doubt0, index)
  }

  private static func inTurn(_ first: Role, _ index: Int) -> Role {
    Role(rawValue: first.rawValue + UInt8(index.magnitude % 8)) ?? first
  }

  /// Its place among the regions, the sure ones first; nil for any other role.
  var regionIndex: Int? {
    rawValue >= Role.region0.rawValue ? Int(rawValue - Role.region0.rawValue) : nil
  }
}

/// How a cell looks.
public struct Style: Sendable, Hashable {
  public var role: Role
  /// Painted behind the character; nil for the terminal's own background.
  public var background: Role?
  public var isBold: Bool
  public var isDim: Bool
  public var isUnderlined: Bool
  public var isReversed: Bool

  public init(
    _ role: Role = .text, background: Role? = nil, bold: Bool = false, dim: Bool = false,
    underlined: Bool = false, reversed: Bool = false
  ) {
    self.role = role
    self.background = background
    isBold = bold
    isDim = dim
    isUnderlined = underlined
    isReversed = reversed
  }

  public static let plain = Style()
  public static let faint = Style(.faint)
}
