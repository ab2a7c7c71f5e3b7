import Testing
import Text

@Suite struct FileNameTests {
  @Test(arguments: [
    ("run1", "run1"), ("../../etc", "------etc"), ("a b\u{1b}/c", "a-b--c"), ("日本", "日本"), ("", ""),
  ])
  func nothingLeadsElsewhere(_ text: String, _ name: String) { #expect(text.asFileName == name) }
}
