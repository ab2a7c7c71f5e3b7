import Foundation
import Testing

@testable import Probe

/// What the build put into the program against what lies on disk.
@Suite struct ProbeFilesTests {
  static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/Probe")

  /// The Python files under a folder: their paths in it, and their texts.
  static func python(under folder: URL) throws -> [String: String] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    var result: [String: String] = [:]
    for path in paths ?? [] where path.hasSuffix(".py") {
      result[path] = try String(
        contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }
    return result
  }

  @Test func embeddedFilesAreThoseOnDisk() throws {
    let disk = try Self.python(under: Self.source.appendingPathComponent("Python"))
    #expect(disk.count > 20)
    let embedded = Dictionary(uniqueKeysWithValues: ProbeFiles.all.map { ($0.path, $0.text) })
    #expect(embedded.keys.sorted() == disk.keys.sorted())
    for (path, text) in disk { #expect(embedded[path] == text, "\(path)") }
  }

  @Test func writtenFilesAreTheSame() throws {
    let folder = try PrivateFolder()
    defer { folder.remove() }
    try ProbeFiles.write(to: folder.url)
    let written = try Self.python(under: folder.url)
    #expect(written == (try Self.python(under: Self.source.appendingPathComponent("Python"))))
  }

  @Test func bundleHoldsEveryModule() {
    let modules = ProbeFiles.all.filter { $0.path.hasPrefix("descent_probe/") }
    #expect(modules.count == ProbeFiles.all.count - 1)
    for module in modules {
      #expect(ProbeFiles.bundle.contains(ProbeFiles.pythonLiteral(module.text)), "\(module.path)")
    }
    #expect(ProbeFiles.bundle.contains("'descent_probe.install': "))
    #expect(ProbeFiles.bundle.hasSuffix("descent_probe.start()\n"))
  }

  @Test(arguments: [
    ("a'b", #""a'b""#), ("a\"b", #"'a"b'"#), ("'\"", #"'\'"'"#), ("\\\n\t\r", #"'\\\n\t\r'"#),
    ("✂ →", "'✂ →'"),
  ])
  func literalIsPythonsRepr(_ text: String, _ literal: String) {
    #expect(ProbeFiles.pythonLiteral(text) == literal)
  }

  @Test func folderIsPrivateAndGoes() throws {
    let folder = try PrivateFolder()
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
