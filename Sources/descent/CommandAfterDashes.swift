import ArgumentParser
import Foundation

/// What stands on the command line after `--`: a program of the person's own.
///
/// It is read from the words that the process was given, because an argument need not be UTF-8, and
/// because a command without a word differs from none.
struct CommandAfterDashes {
  /// The program and its arguments, each with its final zero.
  let words: [[CChar]]
  /// What stands between the subcommand and `--`.
  private let given: [String]

  private static let options = ["--trace", "--output"]

  init?() {
    let arguments = CommandLine.arguments
    guard let dashes = arguments.firstIndex(of: "--") else { return nil }
    given = Array(arguments[..<dashes].dropFirst(2))
    words = ((dashes + 1)..<arguments.count).compactMap { index in
      CommandLine.unsafeArgv[index].map {
        Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
      }
    }
  }

  /// Only options that say how a program is started and recorded go with it.
  func validate() throws {
    if words.isEmpty { throw ValidationError("there is no command after --") }
    var rest = given[...]
    while let word = rest.popFirst() {
      if Self.options.contains(word) {
        rest = rest.dropFirst()
      } else if !Self.options.contains(where: { word.hasPrefix("\($0)=") }) {
        throw ValidationError(
          "\(word) is for training that Descent does itself; it does not go with a command after --"
        )
      }
    }
  }
}
