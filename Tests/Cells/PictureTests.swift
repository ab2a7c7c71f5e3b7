import Cells
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PictureTests {
  static let screen: Screen = {
    var screen = Screen(width: 12, height: 3)
    screen.put("a<b & \"c\"", x: 0, y: 0, Style(.train, bold: true))
    screen.put("⣿╭─╮", x: 0, y: 1, Style(.good))
    screen.put("日 x", x: 5, y: 1, Style(.bad, background: .warning))
    screen.put("y", x: 11, y: 2, Style(.text, reversed: true))
    return screen
  }()

  /// Elements by name, as an XML parser sees them.
  final class Elements: NSObject, XMLParserDelegate {
    var found: [(name: String, attributes: [String: String], text: String)] = []
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) { found.append((name, attributes, "")) }
    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if !found.isEmpty { found[found.count - 1].text += text }
    }
  }

  func parse(_ svg: String) -> Elements? {
    let parser = XMLParser(data: Data(svg.utf8))
    let elements = Elements()
    parser.delegate = elements
    return parser.parse() ? elements : nil
  }

  @Test func screenIsXMLWithEveryWordAtItsCell() throws {
    let elements = try #require(parse(Self.screen.svg(theme: .standard)))
    let words = elements.found.filter { $0.name == "text" }
    #expect(
      words.map { $0.text.trimmingCharacters(in: .newlines) } == [
        "a<b", "&", "\"c\"", "日", "x", "y",
      ])
    let positions = try words.map { try #require(Double($0.attributes["x"] ?? "")) / 8.43 }
    #expect(positions.map { Int($0.rounded()) } == [0, 4, 6, 5, 8, 11])
    // Braille and lines are shapes, not letters.
    let paths = elements.found.filter { $0.name == "path" }
    #expect(paths.contains { $0.attributes["fill"] != "none" })
    #expect(paths.contains { $0.attributes["fill"] == "none" })
    #expect(elements.found.filter { $0.name == "rect" }.count == 3)
  }

  @Test func colouredTextIsTheTextBetweenCodes() {
    let ansi = Self.screen.ansi(theme: .standard)
    #expect(ansi.replacing(/\x{1b}\[[0-9;]*m/, with: "") == Self.screen.text + "\n")
    #expect(ansi.contains("\u{1b}[0;1;38;5;39ma<b"))
    #expect(ansi.split(separator: "\n").allSatisfy { $0.hasSuffix("\u{1b}[0m") })
    #expect(!Self.screen.ansi(theme: .mono).contains("38;5"))
  }

  @Test func figureHasAxesLegendAndMarks() throws {
    var chart = Chart(
      series: [
        .init(name: "train", role: .train, columns: (0..<50).map { .init(1 / Double($0 + 1)) }),
        .init(
          name: "test", role: .test, line: .dashed,
          columns: (0..<50).map { .init($0 == 30 ? .nan : 0.5) }),
      ], xRange: 0...50, marks: [.init(x: 20, glyph: "✖", role: .bad, name: "raised")])
    chart.points = [.init(x: 49, y: 0.02, glyph: "★", role: .good, name: "best")]
    let svg = Figure(title: "a & b", charts: [("loss", chart)], xName: "epoch").svg()
    let elements = try #require(parse(svg))
    let words = elements.found.filter { $0.name == "text" }.map {
      $0.text.trimmingCharacters(in: .newlines)
    }
    for word in [
      "a & b", "loss", "train", "test", "epoch", "0", "50", "0.4", "✖", "raised", "★", "N",
    ] { #expect(words.contains(word), "\(word) in \(words)") }
    // The line of the test series is broken where it is no number.
    let dashed = try #require(
      elements.found.first {
        $0.attributes["stroke-dasharray"] == "6 3" && $0.attributes["d"]?.contains("L") == true
      })
    #expect(dashed.attributes["d"]?.filter { $0 == "M" }.count == 2)
  }

  /// Names from elsewhere, which a viewer is to show and not to obey.
  @Test func hostileNamesAreWrittenOut() throws {
    let chart = Chart(
      series: [.init(name: "a\u{1b}[2J\u{202e}b", role: .train, columns: [.init(1), .init(2)])],
      xRange: 0...2)
    let title = "\u{0}\u{ffff}" + String(repeating: "x", count: 5000)
    let svg = Figure(title: title, charts: [("\u{2066}", chart)], xName: "\u{7f}").svg()
    let words = try #require(parse(svg)).found.filter { $0.name == "text" }.map(\.text)
    for word in [#"a\u{1b}[2J\u{202e}b"#, #"\u{2066}"#, #"\u{7f}"#] {
      #expect(words.contains { $0.contains(word) }, "\(word) in \(words)")
    }
    #expect(words.contains { $0.contains(#"\u{0}\u{ffff}xx"#) && $0.count < 2100 })
    #expect(!svg.unicodeScalars.contains { $0 == "\u{202e}" || $0 == "\u{1b}" || $0 == "\u{2066}" })
  }

  @Test func figureOfNothingIsAFigure() {
    #expect(parse(Figure(title: "", charts: [], xName: "").svg()) != nil)
    let empty = Chart(series: [], xRange: 0...0)
    #expect(parse(Figure(title: "", charts: [("", empty)], xName: "").svg()) != nil)
  }
}
