import Foundation
import Text

/// Writes one line for people to stderr; where that is closed, there is no one to read it.
func complain(_ line: String) {
  try? FileHandle.standardError.write(contentsOf: Data((line.harmless() + "\n").utf8))
}

/// Writes lines for people to stdout.
func tell(_ text: String) { for line in text.separateLines { print(line.harmless()) } }

extension String {
  /// Its lines, also the empty ones.
  var separateLines: [Substring] {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }
}
