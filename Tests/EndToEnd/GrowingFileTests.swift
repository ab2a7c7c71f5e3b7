import Foundation
import Testing

@testable import descent

/// What becomes of a file while it is read.
@Suite struct GrowingFileTests {
  /// A file that is followed, and all that a reader has seen of it.
  private struct Followed {
    let path: String
    var file: GrowingFile
    var text = ""
    var notices: [String] = []

    init(_ text: String) throws {
      path = try Program.scratch().appendingPathComponent("train.log").path
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      file = GrowingFile(
        path: path, descriptor: open(path, O_RDONLY), name: "train.log", follows: true)
    }

    mutating func readOn() {
      var buffer = [UInt8](repeating: 0, count: 64)
      while true {
        switch file.read(into: &buffer, waiting: 0) {
        case .bytes(let count): text += String(decoding: buffer[..<count], as: UTF8.self)
        case .notice(let text): notices.append(text)
        case .anew(let notice):
          notices.append(notice)
          text += "|"
        case .rest, .end: return
        }
      }
    }

    func append(_ text: String) throws {
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    }
  }

  @Test func whatIsAddedIsRead() throws {
    var log = try Followed("one")
    log.readOn()
    try log.append("two")
    log.readOn()
    #expect(log.text == "onetwo" && log.notices.isEmpty)
  }

  @Test func aFileThatIsCutIsReadFromItsStart() throws {
    var log = try Followed("a long beginning")
    log.readOn()
    try "new".write(toFile: log.path, atomically: false, encoding: .utf8)
    log.readOn()
    #expect(log.text == "a long beginning|new")
    #expect(log.notices == ["train.log was cut: it is read from its start again"])
  }

  /// It may be as long again before anybody looks.
  @Test func aFileThatIsOverwrittenIsReadFromItsStart() throws {
    var log = try Followed("old text")
    log.readOn()
    Thread.sleep(forTimeInterval: 0.02)
    try "new text, and longer".write(toFile: log.path, atomically: false, encoding: .utf8)
    log.readOn()
    #expect(log.text.hasSuffix("|new text, and longer"))
  }

  /// What came into the old file last is read before the new one.
  @Test func aFileThatIsRotatedIsReadToItsEnd() throws {
    var log = try Followed("one")
    log.readOn()
    try log.append("two")
    try FileManager.default.moveItem(atPath: log.path, toPath: log.path + ".1")
    try "three".write(toFile: log.path, atomically: false, encoding: .utf8)
    log.readOn()
    #expect(log.text == "onetwo|three")
    #expect(log.notices == ["train.log was replaced: the new file is read on"])
  }

  @Test func aFileThatIsDeletedIsWaitedFor() throws {
    var log = try Followed("one")
    log.readOn()
    try FileManager.default.removeItem(atPath: log.path)
    log.readOn()
    log.readOn()
    #expect(log.notices == ["train.log was deleted: it is read on when it is there again"])
    try "two".write(toFile: log.path, atomically: false, encoding: .utf8)
    log.readOn()
    #expect(log.text == "one|two" && log.notices.count == 2)
  }

  @Test func aPipeThatStallsSaysSoOnce() throws {
    let pipe = Pipe()
    // Another test's child would hold the writing end open, and there would be no end.
    _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    var file = GrowingFile(
      path: nil, descriptor: pipe.fileHandleForReading.fileDescriptor, name: "stdin",
      follows: false, longestSilence: 0.02)
    var buffer = [UInt8](repeating: 0, count: 64)
    var parts = (0..<4).map { _ in file.read(into: &buffer, waiting: 0.01) }
    #expect(parts.count { if case .notice = $0 { true } else { false } } == 1)
    try pipe.fileHandleForWriting.write(contentsOf: Data("loss".utf8))
    parts = [file.read(into: &buffer, waiting: 0.01)]
    #expect(parts == [.bytes(4)])
    try pipe.fileHandleForWriting.close()
    // A child that is being started holds it open until it runs its program.
    let reads = (0..<500).lazy.map { _ in file.read(into: &buffer, waiting: 0.01) }
    #expect(reads.first { $0 != .rest } == .end)
  }
}
