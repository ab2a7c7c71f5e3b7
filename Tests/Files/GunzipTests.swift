import CZlib
import Foundation
import Testing

@testable import Files

/// Packed files that Python's zlib wrote (`Tests/Conformance/gzip_files.py`).
@Suite struct GunzipTests {
  struct Golden: Decodable, Sendable {
    let name: String
    /// Base64. (Decoded only where it is read: a `Data` in a global looks lost to a leak checker.)
    let packed: String
    let count: Int
    let crc: UInt32

    func bytes() throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: packed))) }
  }

  static let goldens: [Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/gzip.json")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Golden.self, from: Data($0.utf8))
    }
  }()

  @Test func everyKindOfBlockIsThere() { #expect(Self.goldens.count == 10) }

  @Test(arguments: goldens.indices)
  func unpacksWhatZlibPacked(_ index: Int) throws {
    let golden = Self.goldens[index]
    let plain = try Gunzip.unpacked(golden.bytes())
    #expect(plain.count == golden.count, "\(golden.name)")
    #expect(checksum(plain) == golden.crc, "\(golden.name)")
  }

  @Test(arguments: goldens.indices)
  func aCutFileIsAnError(_ index: Int) throws {
    let golden = Self.goldens[index]
    let packed = try golden.bytes()
    let cuts = stride(from: 0, to: packed.count, by: max(packed.count / 40, 1))
    let whole = cuts.filter { (try? Gunzip.unpacked(Array(packed[..<$0]))) != nil }
    // A file of two members is whole after the first, too.
    #expect(whole.count <= (golden.name == "two_members" ? 1 : 0), "\(golden.name): \(whole)")
  }

  /// A bit turned over anywhere is an error, or does not matter; it never gives other bytes.
  @Test(arguments: goldens.indices)
  func aDamagedFileIsNeverTakenForAnother(_ index: Int) throws {
    let golden = Self.goldens[index]
    let packed = try golden.bytes()
    for position in stride(from: 0, to: packed.count, by: max(packed.count / 50, 1)) {
      var damaged = packed
      damaged[position] ^= 1 << UInt8(position % 8)
      guard let plain = try? Gunzip.unpacked(damaged) else { continue }
      #expect(checksum(plain) == golden.crc)
    }
  }

  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    UInt32(crc32(0, bytes, uInt(bytes.count)))
  }
}
