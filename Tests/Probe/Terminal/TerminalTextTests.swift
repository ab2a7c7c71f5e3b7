import Foundation
import Testing

@testable import Probe

/// What a terminal shows of bytes.
@Suite struct TerminalTextTests {
  private func lines(_ text: String) -> [String] {
    var terminal = TerminalText()
    terminal.append(text.utf8)
    return terminal.lines
  }

  @Test(arguments: [
    ("", [""]),
    ("a\nb", ["a", "b"]),
    ("a\r\nb\r\n", ["a", "b", ""]),
    ("50%\r100%", ["100%"]),
    ("long\rab", ["abng"]),
    ("long\r\u{1B}[Kab", ["ab"]),
    ("abc\u{8}\u{8}X", ["aXc"]),
    ("\u{8}a", ["a"]),
    ("a\tb", ["a       b"]),
    ("\u{1B}[31mred\u{1B}[0m \u{1B}[38;5;237mgrey\u{1B}[m", ["red grey"]),
    ("\u{1B}[?25lhidden\u{1B}[?25h", ["hidden"]),
    ("\u{1B}]0;title\u{7}text", ["text"]),
    ("\u{1B}]8;;http://a\u{1B}\\link\u{1B}]8;;\u{1B}\\", ["link"]),
    ("\u{1B}(Bplain", ["plain"]),
    ("one\ntwo\u{1B}[A\rONE", ["ONE", "two"]),
    ("one\ntwo\n\u{1B}[2A\u{1B}[2Knew", ["new", "two", ""]),
    ("a\nb\u{1B}[99Ac", ["ac", "b"]),
    ("a\u{1B}[3Cb", ["a   b"]),
    ("abcd\u{1B}[2D\u{1B}[P", ["abd"]),
    ("abcd\u{1B}[2G\u{1B}[2X", ["a  d"]),
    ("abcd\u{1B}[2G\u{1B}[1K", ["  cd"]),
    ("one\ntwo\u{1B}[A\u{1B}[J", ["one"]),
    ("old\u{1B}[2J\u{1B}[Hnew", ["old", "new"]),
    ("a\u{1B}[2;3Hb", ["a", "  b"]),
    ("blanks   ", ["blanks"]),
    ("bell\u{7}", ["bell"]),
    ("日本\rA", ["A 本"]),
    ("e\u{301}x", ["e\u{301}x"]),
    ("🔥 7", ["🔥 7"]),
  ])
  func textIsWhatIsSeen(_ text: String, _ expected: [String]) {
    #expect(lines(text) == expected)
  }

  @Test func rubbishIsOneMark() {
    var terminal = TerminalText()
    terminal.append([0x61, 0xFF, 0x80, 0xC3, 0x62, 0x1B, 0x5B, 0x80, 0x63])
    #expect(terminal.lines.map { $0.filter(\.isASCII) } == ["abc"])
  }

  private static let captures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("captures")

  /// What the real ones wrote to a terminal of 80 columns, and what tmux showed of it.
  @Test(arguments: ["tqdm", "rich", "keras"], [1, 5, 1 << 20])
  func realProgressIsWhatTmuxShows(_ name: String, _ size: Int) throws {
    let folder = Self.captures
    let bytes = try Data(contentsOf: folder.appendingPathComponent("\(name).bin"))
    let shown = try String(
      contentsOf: folder.appendingPathComponent("\(name).txt"), encoding: .utf8)
    var terminal = TerminalText()
    for start in stride(from: 0, to: bytes.count, by: size) {
      terminal.append(bytes[start..<min(bytes.count, start + size)])
    }
    let lines = terminal.lines.filter { !$0.isEmpty }
    #expect(lines == shown.split(separator: "\n").map(String.init))
  }

  @Test func onlyTheLastLinesAreKept() {
    var terminal = TerminalText(mostLines: 10, mostColumns: 8)
    for number in 0..<10_000 { terminal.append("line \(number)\n".utf8) }
    #expect(terminal.lines.count == 10)
    #expect(terminal.lines.first == "line 999")
    #expect(terminal.lines.last == "")
    terminal.append("\u{1B}[9999999B\u{1B}[9999999C".utf8)
    #expect(terminal.lines.count == 10)
  }

  /// Nothing that a program writes is an error.
  @Test func anythingMayCome() {
    var terminal = TerminalText(mostLines: 20, mostColumns: 30)
    var state: UInt64 = 42
    for _ in 0..<200_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let byte = UInt8(truncatingIfNeeded: state >> 33)
      // Half of it control sequences.
      let common: [UInt8] = Array("\u{1B}[;0123ABCDHJKPX\r\n\u{8}".utf8)
      terminal.append([byte < 128 ? common[Int(byte) % common.count] : byte])
    }
    #expect(terminal.lines.count <= 20)
  }
}
