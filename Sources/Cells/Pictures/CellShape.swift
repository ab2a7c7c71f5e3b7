/// A character that is drawn as a shape: braille, blocks, lines of a box.
struct CellShape {
  enum Kind { case filled, veiled, stroked }

  let kind: Kind
  /// In parts of a cell, from its upper left corner.
  private let parts: [Part]

  private enum Part {
    case rect(Double, Double, Double, Double)
    case line(Double, Double, Double, Double)
    /// A quarter of a turn from the middle of one side to the middle of another.
    case corner(Double, Double, Double, Double)
  }

  /// A cell in a picture, pixels. The advance of DejaVu Sans Mono is 0.602 of its size.
  static let fontSize = 14.0
  static let size = (width: 8.43, height: 17.0)

  init?(_ character: Character) {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x2500 else { return nil }
    switch scalar.value {
    case 0x2800...0x28ff:
      kind = .filled
      parts = Self.dots(scalar.value - 0x2800)
    case 0x2580...0x2593:
      kind = scalar.value >= 0x2591 ? .veiled : .filled
      parts = Self.block(scalar.value)
    default:
      guard let lines = Self.lines(character) else { return nil }
      kind = .stroked
      parts = lines
    }
  }

  private static func dots(_ bits: UInt32) -> [Part] {
    let places: [(Double, Double)] = [
      (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3),
    ]
    return places.enumerated().filter { bits >> UInt32($0.offset) & 1 == 1 }.map {
      .rect($0.element.0 / 2 + 0.08, $0.element.1 / 4 + 0.04, 0.34, 0.17)
    }
  }

  private static func block(_ value: UInt32) -> [Part] {
    switch value {
    case 0x2580: return [.rect(0, 0, 1, 0.5)]
    case 0x2581...0x2588:
      let part = Double(value - 0x2580) / 8
      return [.rect(0, 1 - part, 1, part)]
    case 0x2589...0x258f: return [.rect(0, 0, Double(0x2590 - value) / 8, 1)]
    case 0x2590: return [.rect(0.5, 0, 0.5, 1)]
    default: return [.rect(0, 0, 1, 1)]
    }
  }

  private static func lines(_ character: Character) -> [Part]? {
    let (left, right) = (Part.line(0, 0.5, 0.5, 0.5), Part.line(0.5, 0.5, 1, 0.5))
    let (up, down) = (Part.line(0.5, 0, 0.5, 0.5), Part.line(0.5, 0.5, 0.5, 1))
    switch character {
    case "─": return [.line(0, 0.5, 1, 0.5)]
    case "│": return [.line(0.5, 0, 0.5, 1)]
    case "┤": return [left, up, down]
    case "├": return [right, up, down]
    case "┬": return [left, right, down]
    case "┴": return [left, right, up]
    case "┼": return [left, right, up, down]
    case "┌": return [right, down]
    case "┐": return [left, down]
    case "└": return [right, up]
    case "┘": return [left, up]
    case "╭": return [.corner(0.5, 1, 1, 0.5)]
    case "╮": return [.corner(0.5, 1, 0, 0.5)]
    case "╰": return [.corner(0.5, 0, 1, 0.5)]
    case "╯": return [.corner(0.5, 0, 0, 0.5)]
    case "╎": return dashes(2)
    case "┊": return dashes(4)
    default: return nil
    }
  }

  private static func dashes(_ count: Int) -> [Part] {
    (0..<count).map { index in
      let start = (Double(index) + 0.2) / Double(count)
      return .line(0.5, start, 0.5, start + 0.6 / Double(count))
    }
  }

  func path(x: Int, y: Int) -> String {
    func at(_ dx: Double, _ dy: Double) -> String {
      SVG.number((Double(x) + dx) * Self.size.width) + " "
        + SVG.number((Double(y) + dy) * Self.size.height)
    }
    return parts.reduce(into: "") { path, part in
      switch part {
      case .rect(let left, let top, let width, let height):
        path +=
          "M\(at(left, top))h\(SVG.number(width * Self.size.width))"
          + "v\(SVG.number(height * Self.size.height))h\(SVG.number(-width * Self.size.width))z"
      case .line(let x1, let y1, let x2, let y2): path += "M\(at(x1, y1))L\(at(x2, y2))"
      case .corner(let x1, let y1, let x2, let y2):
        path += "M\(at(x1, y1))Q\(at(0.5, 0.5)) \(at(x2, y2))"
      }
    }
  }
}
