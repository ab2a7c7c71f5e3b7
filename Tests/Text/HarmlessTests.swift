import Testing
import Text

@Suite struct HarmlessTests {
  static let texts: [(text: String, shown: String)] = [
    ("plain", "plain"), ("日本 é e\u{301} 👨‍👩‍👧 می‌خواهم", "日本 é e\u{301} 👨‍👩‍👧 می‌خواهم"),
    ("\u{1b}[2J", #"\u{1b}[2J"#), ("a\nb\r\t", #"a\u{a}b\u{d}\u{9}"#),
    ("\u{7f}\u{9b}", #"\u{7f}\u{9b}"#),
    ("\u{2028}\u{feff}\u{200b}", #"\u{2028}\u{feff}\u{200b}"#),
    ("\u{e000}\u{e0041}", #"\u{e000}\u{e0041}"#),
  ]

  @Test(arguments: texts.indices) func whatIsUnsafeIsWrittenOut(_ index: Int) {
    #expect(Self.texts[index].text.harmless() == Self.texts[index].shown)
  }

  /// Every character that Unicode calls a control of bidirectional text.
  @Test func nothingTurnsTheOrderAround() {
    let controls = (0..<0x11_0000).compactMap(Unicode.Scalar.init)
      .filter(\.properties.isBidiControl)
    #expect(controls.count == 12)
    for scalar in controls { #expect("a\(scalar)b".harmless() == "a\(scalar.spelled)b") }
  }

  @Test func longTextsAreCutOff() {
    #expect(String(repeating: "x", count: 41).brief == String(repeating: "x", count: 40) + "…")
    #expect(String(repeating: "x", count: 40).brief.count == 40)
    #expect(String(repeating: "\u{1b}", count: 9999).harmless().utf8.count < 15_000)
  }

  @Test func otherLanguagesHaveTheirOwnSpelling() {
    #expect(
      "\n\t\u{1b}\u{202e}\u{e0041}".replacingUnsafe(\.pythonEscape)
        == #"\n\t\x1b\u202e\U000e0041"#)
    #expect("x".replacingUnsafe(\.pythonEscape) == "x")
  }
}
