import Files
import Foundation
import Testing

@Suite struct WholeFileTests {
  private let folder = TemporaryFolder()

  @Test func whoReadsItSeesTheOldOneOrTheNewOne() throws {
    let path = try folder.file("picture", "old", permissions: 0o604)
    let reader = try #require(FileHandle(forReadingAtPath: path))
    try WholeFile.write("new".utf8, to: path)
    #expect(try reader.readToEnd() == Data("old".utf8))
    #expect(try folder.text("picture") == "new")
    #expect(try folder.permissions("picture") == 0o604)
    #expect(folder.names == ["picture"])
  }

  @Test func aNewOneIsMade() throws {
    try WholeFile.expectWritable(folder.path("picture"))
    #expect(folder.names == [])
    try WholeFile.write("new".utf8, to: folder.path("picture"))
    #expect(try folder.text("picture") == "new")
  }

  @Test func linksAndOtherNamesStay() throws {
    _ = try folder.file("real", "old")
    try folder.link("link", to: "real")
    try FileManager.default.linkItem(atPath: folder.path("real"), toPath: folder.path("twin"))
    try WholeFile.write("new".utf8, to: folder.path("link"))
    #expect(folder.isLink("link"))
    #expect(try folder.text("twin") == "new")
  }

  @Test func aPipeIsWrittenInto() throws {
    let pipe = try folder.pipe("pipe")
    try WholeFile.expectWritable(pipe.path)
    try WholeFile.write("through".utf8, to: pipe.path)
    #expect(pipe.read() == "through")
    #expect(folder.isPipe("pipe"))
  }

  @Test func aFolderOrAnInnerPartThatIsNotThereIsAnError() throws {
    for (path, code) in [(folder.path(""), EISDIR), (folder.path("none/picture"), ENOENT)] {
      #expect(throws: FileError(.write, path, code: code)) { try WholeFile.expectWritable(path) }
      #expect(throws: FileError(.write, path, code: code)) {
        try WholeFile.write("new".utf8, to: path)
      }
    }
    #expect(throws: FileError(.write, "/dev/full", code: ENOSPC)) {
      try WholeFile.write("new".utf8, to: "/dev/full")
    }
  }
}

@Suite struct WholeFolderTests {
  private let folder = TemporaryFolder()

  @Test func theNewFilesTakeThePlaceOfTheOld() throws {
    let whole = WholeFolder(path: folder.path("a/b"), names: ["x", "y"])
    #expect(whole.current == nil)
    try whole.expectWritable()
    try whole.write(["x": [1], "y": [2]])
    try whole.write(["x": [3]])
    #expect(whole.strangers == [])
    #expect(whole.current == folder.path("a/b"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("a/b/x"))) == Data([3]))
    #expect(!FileManager.default.fileExists(atPath: folder.path("a/b/y")))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("a")) == ["b"])
  }

  @Test func whatIsNotItsOwnIsNamedAndNeverTakenAway() throws {
    let whole = WholeFolder(path: folder.path("a"), names: ["x"])
    try whole.write(["x": [1]])
    _ = try folder.file("a/notes", "mine")
    #expect(whole.strangers == ["notes"])
    try whole.write(["x": [2]])
    let kept = ["a/notes", "a.new/notes"].filter {
      FileManager.default.fileExists(atPath: folder.path($0))
    }
    #expect(kept.count == 1)
  }

  @Test func aLinkToAFolderStaysALink() throws {
    try WholeFolder(path: folder.path("real"), names: ["x"]).write(["x": [1]])
    try folder.link("link", to: "real")
    try WholeFolder(path: folder.path("link"), names: ["x"]).write(["x": [2]])
    #expect(folder.isLink("link"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("real/x"))) == Data([2]))
  }

  @Test func aFileInItsPlaceIsAnError() throws {
    let path = try folder.file("file", "mine")
    let whole = WholeFolder(path: path + "/inner", names: ["x"])
    #expect(throws: FileError(.write, path + "/inner", code: ENOTDIR)) {
      try whole.expectWritable()
    }
    #expect(throws: FileError(.write, path, code: ENOTDIR)) {
      try WholeFolder(path: path, names: []).expectWritable()
    }
    #expect(throws: FileError.self) { try WholeFolder(path: path, names: []).write([:]) }
    #expect(try folder.text("file") == "mine")
  }
}
