import Cells
import Testing

@Suite struct ScreenTests {
  @Test func writesAndClips() {
    var screen = Screen(width: 8, height: 2)
    screen.put("ab\u{1b}[31mcd\n", x: 5, y: 0)
    screen.put("日本語x", x: 0, y: 1)
    #expect(screen.rows == [#"     ab\"#, "日本語x"])
    #expect(screen[1, 1].isContinuation)
    screen.put("nowhere", x: 0, y: 7)
    #expect(screen[100, 100] == Cell())
  }

  @Test func halfAWideCharacterIsNeverLeft() {
    var screen = Screen(width: 6, height: 1)
    screen.put("日本語", x: 0, y: 0)
    screen.put("x", x: 1, y: 0)
    screen.put("y", x: 2, y: 0)
    #expect(screen.rows == [" xy 語"])
    screen[4, 0] = Cell("z")
    #expect(screen.rows == [" xy z"])
    screen.put("日", x: 0, y: 0)
    screen.fill(Rect(x: 0, y: 0, width: 1, height: 1))
    #expect(screen.cells.allSatisfy { !$0.isContinuation })
  }

  /// What a terminal draws in several places takes as many cells; marks stay with their letter.
  @Test(arguments: [
    ("e\u{301}x", 2, "e\u{301}x"), ("👨‍👩‍👧x", 7, "👨👩👧x"), ("\u{301}x", 1, "x"),
    ("\u{1112}\u{1161}\u{11ab}x", 3, "\u{1112}x"), ("✂\u{fe0f}x", 2, "✂x"),
    ("a\u{202e}b", 10, #"a\u{202e}b"#), ("\u{9b}\u{1b}[", 13, #"\u{9b}\u{1b}["#),
  ])
  func measuresAsATerminalDoes(_ text: String, _ columns: Int, _ shown: String) {
    var screen = Screen(width: 24, height: 1)
    #expect(text.columns == columns)
    #expect(screen.put(text, x: 0, y: 0) == columns)
    #expect(screen.rows == [shown])
  }

  @Test func marksWithoutEndDoNotPileUp() {
    var screen = Screen(width: 3, height: 1)
    screen.put("e" + String(repeating: "\u{301}", count: 100), x: 0, y: 0)
    #expect(screen[0, 0].character.unicodeScalars.count == 5)
  }

  /// A cell gives back the character it was made of, marks and all, as far as it has room.
  @Test(
    arguments: [
      ("a", "a"), ("日", "日"), ("e\u{301}", "e\u{301}"), ("✂\u{fe0f}", "✂\u{fe0f}"),
      ("\u{1112}\u{1161}\u{11ab}", "\u{1112}\u{1161}\u{11ab}"), ("👨‍👩‍👧", " "),
      ("o\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "o\u{301}\u{302}\u{303}\u{304}"),
    ] as [(Character, Character)])
  func cellKeepsItsCharacter(_ character: Character, _ kept: Character) {
    let cell = Cell(character, Style(.bad, bold: true))
    #expect(cell.character == kept)
    #expect(cell.style == Style(.bad, bold: true))
  }

  @Test func cellSetToAControlIsBlank() {
    var screen = Screen(width: 3, height: 1)
    screen[0, 0] = Cell("\u{1b}")
    screen[2, 0] = Cell("日")
    #expect(screen.rows == [""])
  }

  @Test func wideCharacterNeverHangsOverTheEdge() {
    var screen = Screen(width: 3, height: 1)
    screen.put("a日本", x: 0, y: 0)
    #expect(screen.rows == ["a日"])
  }

  @Test(
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("日", 2), ("🚀", 2), ("\u{7}", 5), ("⣿", 1), ("✂", 1),
    ] as [(Character, Int)])
  func measuresWidth(_ character: Character, _ columns: Int) {
    #expect(character.columns == columns)
  }

  @Test func panelCarriesTitleAndNote() {
    var screen = Screen(width: 20, height: 3)
    let inside = screen.panel(
      screen.bounds, title: "loss", note: "train", glyphs: .unicode)
    #expect(
      screen.rows == ["╭ loss ───── train ╮", "│                  │", "╰──────────────────╯"])
    #expect(inside == Rect(x: 1, y: 1, width: 18, height: 1))
  }

  @Test func gaugeFillsByEighths() {
    var screen = Screen(width: 4, height: 1)
    screen.gauge(screen.bounds, fraction: 0.4, glyphs: .unicode, .plain)
    #expect(screen.text == "█▌░░")
    screen.gauge(screen.bounds, fraction: .nan, glyphs: .ascii, .plain)
    #expect(screen.text == "....")
  }

  @Test(arguments: [
    (0.0...1.0, 4, [0, 0.5, 1]), (0.0...1.1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    (0.0...1_000_000.0, 3, [0, 500_000, 1_000_000]), (0...Double.leastNonzeroMagnitude, 6, [0]),
    (0...1e308, 1, [0, 1e308]),
  ])
  func ticksAreRound(_ range: ClosedRange<Double>, _ count: Int, _ expected: [Double]) {
    let ticks = Ticks(range, atMost: count).values
    #expect(ticks.count == expected.count)
    for (a, b) in zip(ticks, expected) { #expect(abs(a - b) < 1e-9) }
  }

  @Test(arguments: [
    (0.01, "0.0100"), (12.3456, "12.3"), (0, "0"), (1e-7, "1e-7"), (123456, "1.2e5"),
    (-0.5, "-0.500"), (.nan, "NaN"), (-.infinity, "-inf"),
  ])
  func numbersAreShort(_ value: Double, _ text: String) { #expect(significant(value) == text) }
}
