import Foundation
import Testing

@testable import Probe

/// The folder in the user's cache, in which the probe's files stay.
@Suite struct KeptFolderTests {
  private let cache: PrivateFolder

  init() throws { cache = try PrivateFolder() }

  private func kept() throws -> URL {
    try #require(KeptFolder(environment: ["XDG_CACHE_HOME": cache.path + "/new"])).url
  }

  private func python(_ folder: URL) throws -> [String: String] {
    try ProbeFilesTests.python(under: folder)
  }

  @Test func filesStayAsTheyAre() throws {
    defer { cache.remove() }
    let first = try kept()
    #expect(first.path.hasPrefix(cache.path + "/new/descent/probe/"))
    let source = ProbeFilesTests.source.appendingPathComponent("Python")
    #expect(try python(first) == python(source))
    // What Python has compiled is beside them.
    let compiled = first.appendingPathComponent("descent_probe/__pycache__/tracer.pyc").path
    try FileManager.default.createDirectory(
      atPath: (compiled as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    #expect(FileManager.default.createFile(atPath: compiled, contents: Data()))
    #expect(try kept() == first)
    #expect(FileManager.default.fileExists(atPath: compiled))
    let beside = first.deletingLastPathComponent().path
    #expect(try FileManager.default.contentsOfDirectory(atPath: beside).count == 1)
  }

  enum Spoiling: CaseIterable { case changed, missing, writable, file }

  @Test(arguments: Spoiling.allCases)
  func whatIsNotAsItWasWrittenIsWrittenAnew(_ spoiling: Spoiling) throws {
    defer { cache.remove() }
    let folder = try kept()
    let file = folder.appendingPathComponent("descent_probe/tracer.py")
    switch spoiling {
    case .changed: try Data("print('another')".utf8).write(to: file)
    case .missing: try FileManager.default.removeItem(at: file)
    case .writable:
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
    case .file:
      try FileManager.default.removeItem(at: folder)
      try Data().write(to: folder)
    }
    #expect(try kept() == folder)
    let source = ProbeFilesTests.source.appendingPathComponent("Python")
    #expect(try python(folder) == python(source))
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func whatAnotherBuildMadeLongAgoGoes() throws {
    defer { cache.remove() }
    let beside = cache.url.appendingPathComponent("new/descent/probe")
    for (name, days) in [("old", 40.0), ("recent", 3)] {
      let folder = beside.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.setAttributes(
        [.modificationDate: Date() - days * 24 * 3600], ofItemAtPath: folder.path)
    }
    let name = try kept().lastPathComponent
    let left = try FileManager.default.contentsOfDirectory(atPath: beside.path)
    #expect(left.sorted() == [name, "recent"].sorted())
  }

  /// On a search path there is no place for them, or no place at all.
  @Test(arguments: [
    [:], ["HOME": "relative"], ["XDG_CACHE_HOME": "/dev/null"], ["XDG_CACHE_HOME": "cache"],
    ["HOME": "/one:/two"],
  ])
  func withoutAPlaceThereIsNone(_ environment: [String: String]) {
    defer { cache.remove() }
    #expect(KeptFolder(environment: environment)?.url == nil)
  }

  @Test func homeHoldsTheCache() throws {
    defer { cache.remove() }
    let folder = try #require(KeptFolder(environment: ["HOME": cache.path, "XDG_CACHE_HOME": ""]))
    #expect(folder.url.path.hasPrefix(cache.path + "/.cache/descent/probe/"))
  }
}
