// `embed-python FOLDER OUTPUT` writes the Python files under a folder as Swift string literals.
//
// SwiftPM's own `.embedInCode` takes no folder, flattens the names and writes arrays of bytes, which
// take the compiler far longer.
import Foundation

struct Mistake: Error { let description: String }

/// The text as a raw literal: nothing in it is escaped, so the generated file can be read.
func literal(_ text: String) throws -> String {
  guard text.hasSuffix("\n"), !text.contains("\r") else {
    throw Mistake(description: "every line of a Python file must end with a line feed alone")
  }
  var hashes = "#"
  while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
  // The last line feed before the closing quotes is not part of a literal.
  return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { throw Mistake(description: "usage: embed-python FOLDER OUTPUT") }
let folder = URL(fileURLWithPath: arguments[1], isDirectory: true)
let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
let entries = try files.filter { $0.hasSuffix(".py") }.sorted().map { path in
  let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  return "    (path: \"\(path)\", text: \(try literal(text))),\n"
}
let source =
  "// Made by embed-python.\n"
  + "enum EmbeddedPython {\n  static let files: [(path: String, text: String)] = [\n"
  + entries.joined() + "  ]\n}\n"
try source.write(to: URL(fileURLWithPath: arguments[2]), atomically: true, encoding: .utf8)
