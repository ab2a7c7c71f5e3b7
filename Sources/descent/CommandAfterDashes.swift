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

  /// What may stand before the dashes, and takes a value.
  static let options = ["--trace", "--output"]

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

  /// What the program is called: its script, where it has one.
  var name: String {
    Self.name(
      of: words.map {
        String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      })
  }

  static func name(of words: [String]) -> String {
    let script = words.first { $0.hasSuffix(".py") } ?? words.first ?? ""
    return script.split(separator: "/").last.map(String.init) ?? script
  }

  /// Only options that say how a program is started and recorded go with it.
  func validate(options: [String] = Self.options, flags: [String] = []) throws {
    if words.isEmpty { throw ValidationError("there is no command after --") }
    var rest = given[...]
    while let word = rest.popFirst() {
      if options.contains(word) {
        rest = rest.dropFirst()
      } else if !flags.contains(word), !options.contains(where: { word.hasPrefix("\($0)=") }) {
        throw ValidationError(
          "\(word) is for training that Descent does itself; it does not go with a command after --"
        )
      }
    }
  }
}
