/// One place of a screen.
///
/// Numbers alone, no `Character`: a screen has ten thousand cells, drawn and compared thirty times a
/// second, and each would count references.
public struct Cell: Sendable, Hashable {
  /// The character without its marks, and these, as many as there are; 0 for none.
  private(set) var scalar: Unicode.Scalar
  private var marks = SIMD4<UInt32>()
  public var style: Style
  /// The right half of the wide character before it.
  public var isContinuation = false

  init(scalar: Unicode.Scalar, _ style: Style) {
    self.scalar = scalar
    self.style = style
  }

  /// A character that a terminal draws in several places, as a family of emoji, becomes a blank;
  /// marks past the fourth are left out, since more would not fit a terminal's cell.
  public init(_ character: Character = " ", _ style: Style = .plain) {
    let scalars = character.unicodeScalars
    let rest = scalars.dropFirst()
    guard let first = scalars.first, rest.allSatisfy({ $0.columns == 0 }) else {
      self.init(scalar: " ", style)
      return
    }
    self.init(scalar: first, style)
    for mark in rest { add(mark) }
  }

  public var character: Character {
    // Only what joins its character is ever added.
    marks[0] == 0 ? Character(scalar) : text.first ?? " "
  }

  private var text: String {
    var scalars = String.UnicodeScalarView()
    eachScalar { scalars.append($0) }
    return String(scalars)
  }

  /// The character's parts, in order.
  public func eachScalar(_ body: (Unicode.Scalar) -> Void) {
    body(scalar)
    for index in marks.indices {
      guard marks[index] != 0, let mark = Unicode.Scalar(marks[index]) else { return }
      body(mark)
    }
  }

  /// Adds a mark, if it joins the character and there is room.
  mutating func join(_ mark: Unicode.Scalar) {
    var joined = self
    joined.add(mark)
    if joined.text.count == 1 { self = joined }
  }

  private mutating func add(_ mark: Unicode.Scalar) {
    if let free = marks.indices.first(where: { marks[$0] == 0 }) { marks[free] = mark.value }
  }

  /// Takes the character away.
  mutating func blank() { (scalar, marks) = (" ", SIMD4()) }
}
