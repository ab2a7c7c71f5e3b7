import Testing

@testable import Training

/// The presets and bugs in the program against those of the folder it was built from.
@Suite struct ShippedPresetTests {
  @Test func namesAreTheFolders() {
    #expect(PresetFolder.shipped.names == PresetTests.folder.names)
    #expect(PresetFolder.shipped.names.contains("seed"))
  }

  /// A script holds all that a preset says, and the rows of its table.
  @Test(arguments: PresetTests.folder.names)
  func scriptIsTheFolders(_ name: String) throws {
    let script = try PresetFolder.shipped.load(name).script()
    #expect(script == (try PresetTests.folder.load(name).script()))
  }

  @Test func bugsAreTheFolders() throws {
    let folder = try #require(PresetFolder.shipped.bugs)
    #expect(try Catalogue(folders: [folder]).bugs.map(\.id) == Catalogue.standard.bugs.map(\.id))
  }

  @Test func unknownNameSuggestsTheNearest() {
    #expect(throws: ExperimentError.notFound("unknown preset 'irs'", suggestion: "iris")) {
      try PresetFolder.shipped.load("irs")
    }
  }
}
