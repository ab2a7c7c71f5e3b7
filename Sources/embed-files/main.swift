// `embed-files FOLDER OUTPUT ENDING…` writes the files under a folder whose names end so as Swift
// string literals.
//
// SwiftPM's own `.embedInCode` takes no folder, flattens the names and writes arrays of bytes, which
// take the compiler far longer.
import Foundation

struct Mistake: Error { let description: String }

/// The text as a raw literal: nothing in it is escaped, so the generated file can be read.
func literal(_ text: String, of path: String) throws -> String {
  guard text.hasSuffix("\n"), !text.utf8.contains(UInt8(ascii: "\r")) else {
    throw Mistake(description: "\(path): every line must end with a line feed alone")
  }
  var hashes = "#"
  while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
  // The last line feed before the closing quotes is not part of a literal.
  return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
}

let arguments = CommandLine.arguments
guard arguments.count > 3 else {
  throw Mistake(description: "usage: embed-files FOLDER OUTPUT ENDING…")
}
let folder = URL(fileURLWithPath: arguments[1], isDirectory: true)
let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
let chosen = files.filter { arguments[3...].contains(URL(fileURLWithPath: $0).pathExtension) }
let entries = try chosen.sorted().map { path in
  let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  return "    (path: \"\(path)\", text: \(try literal(text, of: path))),\n"
}
let source =
  "// Made by embed-files.\n"
  + "enum EmbeddedFiles {\n  static let all: [(path: String, text: String)] = [\n"
  + entries.joined() + "  ]\n}\n"
try source.write(to: URL(fileURLWithPath: arguments[2]), atomically: true, encoding: .utf8)
