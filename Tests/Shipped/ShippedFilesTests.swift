import Foundation
import Shipped
import Testing

/// What the build put into the program against what lies on disk.
@Suite struct ShippedFilesTests {
  static let presets = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Presets").path

  @Test func filesAreThoseOnDiskToTheByte() throws {
    let disk = try #require(FileManager.default.enumerator(atPath: Self.presets))
      .compactMap { $0 as? String }
      .filter { !["", "bugs", "data"].contains($0) }
    #expect(disk.count >= 50)
    #expect(ShippedFiles.paths == disk.map { "\(ShippedFiles.folder)/\($0)" }.sorted())
    for path in disk {
      let bytes = FileManager.default.contents(atPath: "\(Self.presets)/\(path)")
      let shipped = ShippedFiles.text(at: "\(ShippedFiles.folder)/\(path)")
      #expect(shipped.map { Data($0.utf8) } == bytes, "\(path)")
    }
  }

  @Test(arguments: ["seed.yaml", "/seed.yaml", "Presets/seed.yaml", ShippedFiles.folder])
  func otherPathsAreNoneOfThem(_ path: String) { #expect(ShippedFiles.text(at: path) == nil) }
}
