import Text

/// A scalable picture, written element by element.
struct SVG {
  private var body = ""
  private let width: Double
  private let height: Double

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  typealias RGB = (Int, Int, Int)

  /// The whole file.
  var text: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" \
    height="\(Self.number(height))" viewBox="0 0 \(Self.number(width)) \(Self.number(height))">
    \(body)</svg>

    """
  }

  /// Two decimals are a hundredth of a pixel.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let text = decimal(value, 2)
    guard text.contains(".") else { return text }
    var trimmed = Substring(text)
    while trimmed.last == "0" { trimmed.removeLast() }
    if trimmed.last == "." { trimmed.removeLast() }
    return trimmed == "-0" ? "0" : String(trimmed)
  }

  static func color(_ rgb: RGB) -> String {
    func two(_ value: Int) -> String {
      let text = String(min(max(value, 0), 255), radix: 16)
      return text.count < 2 ? "0" + text : text
    }
    return "#" + two(rgb.0) + two(rgb.1) + two(rgb.2)
  }

  /// Text without what has a meaning in XML.
  static func escaped(_ text: String) -> String {
    // What XML does not allow is unsafe as well.
    text.harmless().unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  mutating func add(_ element: String) { body += element + "\n" }

  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: RGB, rounded: Double = 0
  ) {
    let corner = rounded > 0 ? " rx=\"\(Self.number(rounded))\"" : ""
    add(
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
        + "height=\"\(Self.number(height))\"\(corner) fill=\"\(Self.color(color))\"/>")
  }

  mutating func filled(_ path: String, _ color: RGB, opacity: Double = 1) {
    guard !path.isEmpty else { return }
    let veil = opacity < 1 ? " fill-opacity=\"\(Self.number(opacity))\"" : ""
    add("<path d=\"\(path)\" fill=\"\(Self.color(color))\"\(veil)/>")
  }

  mutating func stroked(_ path: String, _ color: RGB, width: Double = 1, attributes: String = "") {
    guard !path.isEmpty else { return }
    add(
      "<path d=\"\(path)\" fill=\"none\" stroke=\"\(Self.color(color))\" "
        + "stroke-width=\"\(Self.number(width))\" stroke-linejoin=\"round\""
        + (attributes.isEmpty ? "" : " " + attributes) + "/>")
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ color: RGB, attributes: String = ""
  ) {
    add(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" fill=\"\(Self.color(color))\""
        + (attributes.isEmpty ? "" : " " + attributes) + ">\(Self.escaped(text))</text>")
  }
}
