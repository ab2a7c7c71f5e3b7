import Files
import Foundation
import Testing

@Suite struct OutputFileTests {
  private let folder = TemporaryFolder()

  @Test func aRegularFileIsCutToNothingAndKeepsItsPermissions() throws {
    let path = try folder.file("log", "what was here before\n", permissions: 0o640)
    let file = try OutputFile(path: path)
    #expect(try folder.text("log") == "")
    try file.write(line: "one")
    #expect(file.byteCount == 0)
    try file.flush()
    #expect(file.byteCount == 4)
    #expect(try folder.text("log") == "one\n")
    #expect(try folder.permissions("log") == 0o640)
  }

  @Test func aLinkStaysALink() throws {
    _ = try folder.file("real", "old\n")
    try folder.link("link", to: "real")
    try folder.link("dangling", to: "new")
    for (name, target) in [("link", "real"), ("dangling", "new")] {
      let file = try OutputFile(path: folder.path(name))
      try file.write(line: "text")
      try file.flush()
      #expect(folder.isLink(name))
      #expect(try folder.text(target) == "text\n")
    }
  }

  @Test func aPipeIsWrittenInto() throws {
    let pipe = try folder.pipe("pipe")
    let file = try OutputFile(path: pipe.path)
    try file.write(line: "through")
    try file.flush()
    #expect(file.byteCount == nil)
    #expect(pipe.read() == "through\n")
    #expect(folder.isPipe("pipe"))
  }

  @Test func theProgramsOwnOutputIsNotOpenedAgain() throws {
    let path = try folder.file("out", "kept\n")
    let descriptor = open(path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    let file = try OutputFile(path: "/dev/fd/\(descriptor)")
    try file.write(line: "more")
    try file.flush()
    #expect(try folder.text("out") == "kept\nmore\n")
  }

  @Test func aFullDeviceLeavesAnError() throws {
    let file = try OutputFile(path: "/dev/full")
    try file.write(line: "text")
    #expect(throws: FileError(.write, "/dev/full", code: ENOSPC)) { try file.flush() }
    #expect(
      "\(FileError(.write, "/dev/full", code: ENOSPC))"
        == "cannot write /dev/full: No space left on device")
  }

  @Test func whatCannotBeOpenedSaysWhy() throws {
    #expect(throws: FileError(.write, folder.path(""), code: EISDIR)) {
      try OutputFile(path: folder.path(""))
    }
    #expect(throws: FileError(.write, folder.path("none/log"), code: ENOENT)) {
      try OutputFile(path: folder.path("none/log"))
    }
  }

  @Test func aFileGoesOnWhereItWas() throws {
    let path = try folder.file("log", "one\ntwo\nhal")
    let file = try OutputFile(path: path, continuingAt: 4)
    try file.write(line: "2")
    try file.flush()
    #expect(try folder.text("log") == "one\n2\n")
    #expect(file.byteCount == 6)
    for length in [5, 100] {
      #expect(throws: OutputFile.NotContinued.self) {
        try OutputFile(path: path, continuingAt: length)
      }
    }
    #expect(try folder.text("log") == "one\n2\n")
  }
}
