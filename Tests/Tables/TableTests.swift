import Foundation
import Tables
import Testing

/// The tables that `make_tables.py` makes, each with a difficulty, and what is decided about them.
@Suite struct TableTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Files").path

  struct Case: Sendable, CustomStringConvertible {
    var file: String
    var label: String?
    var test: String?
    var notes: [String]
    var description: String { file }
  }

  static let cases: [Case] = [
    Case(
      file: "quotes.csv",
      notes: [
        "name: left out, different in every row", "kind: 3 kinds, one-hot", "wind: number",
        "note: 3 kinds, one-hot", "dry: what is predicted, 2 classes (no, yes)",
      ]),
    Case(
      file: "commas.csv",
      notes: ["Wind: number", "Besatzung: number", "Stunden: what is predicted, a quantity"]),
    Case(
      file: "gaps.csv",
      notes: [
        "wind: number, 2 gaps filled with the mean of the training rows",
        "kind: 3 kinds, one-hot, 2 gaps as a kind of their own",
        "crew: number, 2 gaps filled with the mean of the training rows",
        "dry: what is predicted, 2 classes (no, yes), 2 rows without it left out",
      ]),
    Case(
      file: "blanks.txt",
      notes: [
        "c1: number", "c2: number", "c3: number", "c4: what is predicted, 2 classes (0, 1)",
      ]),
    Case(
      file: "packed.tsv.gz",
      notes: [
        "wind: number", "crew: number", "hours: number",
        "kind: what is predicted, 3 classes (canoe, dinghy, raft)",
      ]),
    Case(
      file: "dates.csv",
      notes: [
        "day: year, month, weekday", "start: year, month, weekday, hour", "wind: number",
        "hours: what is predicted, a quantity",
      ]),
    Case(
      file: "nothing.csv",
      notes: [
        "c1: left out, it counts the rows", "boat_id: left out, different in every row",
        "harbour: left out, the same in every row", "skipper: left out, 30 kinds in 60 rows",
        "empty: left out, nothing but gaps", "wind: number",
        "dry: what is predicted, 2 classes (dry, wet)",
      ]),
    Case(
      file: "leak.csv",
      notes: [
        "wind: number", "members: number", "guests: number",
        "boats: what is predicted, a quantity",
      ]),
    Case(
      file: "rare.csv",
      notes: [
        "wind: number",
        "weight: number, 3 cells that are none ('unknown' in line 2) taken for gaps, 3 gaps filled "
          + "with the mean of the training rows",
        "kind: what is predicted, 4 classes (canoe, dinghy, raft, tug)",
      ]),
    Case(
      file: "scales.csv",
      notes: ["tiny: number", "huge: number", "hours: what is predicted, a quantity"]),
    Case(
      file: "names.csv",
      notes: [
        "x: number", "x.1: number", "c3: 3 kinds, one-hot", "yes: number",
        "null: what is predicted, 2 classes (no, yes)",
      ]),
    Case(
      file: "own_train.csv", test: "own_test.csv",
      notes: [
        "kind: 3 kinds, one-hot", "wind: number", "crew: number",
        "hours: what is predicted, a quantity",
      ]),
    Case(
      file: "quotes.csv", label: "kind",
      notes: [
        "name: left out, different in every row",
        "kind: what is predicted, 3 classes (canoe, dinghy, raft)", "wind: number",
        "note: 3 kinds, one-hot", "dry: 0 for no, 1 for yes",
      ]),
  ]

  @Test(arguments: cases) func decides(_ one: Case) throws {
    var choices = ColumnChoices()
    choices.label = one.label
    let table = try TableReader(
      path: "\(Self.folder)/\(one.file)", testPath: one.test.map { "\(Self.folder)/\($0)" },
      choices: choices
    ).table()
    #expect(table.notes() == one.notes)
  }

  @Test func readsEveryCell() throws {
    let table = try TableReader(path: "\(Self.folder)/commas.csv").table()
    guard case .numbers(let wind) = table.columns[0].content,
      case .quantity(let hours) = table.label
    else {
      Issue.record("no numbers")
      return
    }
    #expect(wind.count == 50)
    #expect((wind[0], wind[1], hours[0]) == (8.6, 6.6, 2.85))
    #expect(table.columns.map(\.name) == ["Wind", "Besatzung", "Stunden"])
  }

  @Test func rowsOfATestFileComeLast() throws {
    let table = try TableReader(
      path: "\(Self.folder)/own_train.csv", testPath: "\(Self.folder)/own_test.csv"
    ).table()
    #expect(table.rows.count == 80)
    #expect(table.testStart == 60)
  }

  @Test func saysWhatManyColumnsAreInAFewLines() throws {
    let header = (0..<40).map { "p\($0)" }.joined(separator: ",") + ",k\n"
    let rows = (0..<8).map { row in
      (0..<40).map { "\(($0 * 7 + row * row) % 11)" }.joined(separator: ",") + ",\(row % 2)\n"
    }
    let table = try Scratch.table(header + rows.joined())
    #expect(
      table.notes() == [
        "p0 … p39: 40 numbers", "k: what is predicted, 2 classes (0, 1)",
      ])
  }

  static let choices: [(change: @Sendable (inout ColumnChoices) -> Void, note: String)] = [
    ({ $0.drop = ["wind"] }, "wind: left out, as asked"),
    ({ $0.kinds = ["crew"] }, "crew: 6 kinds, one-hot"),
    ({ $0.numbers = ["boat"] }, "boat: number"),
    ({ $0.areAllNumbers = true }, "boat: number"),
    ({ $0.task = .number }, "dry: what is predicted, a quantity"),
  ]

  @Test(arguments: choices.indices) func aPersonKnowsBetter(_ index: Int) throws {
    let rows = (0..<12).map { "\($0 + 1),\($0 * $0 % 7).5,\($0 % 6),\($0 % 2)\n" }
    let text = "boat,wind,crew,dry\n" + rows.joined()
    #expect(!(try Scratch.table(text).notes().contains(Self.choices[index].note)))
    var choices = ColumnChoices()
    Self.choices[index].change(&choices)
    #expect(try Scratch.table(text, choices).notes().contains(Self.choices[index].note))
  }

  static let labels: [(cells: [String], task: ColumnChoices.Task?, classes: [String])] = [
    (["1", "2", "3", "1", "2", "3", "2", "1", "3"], nil, ["1", "2", "3"]),
    (["1", "2.5", "3", "1", "2.5", "3", "2.5", "1", "3"], nil, []),
    (["1", "2.5", "3", "1", "2.5", "3", "2.5", "1", "3"], .classes, ["1", "2.5", "3"]),
    (["1", "2", "3", "4", "5", "6", "7", "8", "9"], nil, []),
    (["10", "9", "10", "9", "10", "9", "9", "9", "10"], nil, ["9", "10"]),
    (["no", "yes", "no", "yes", "NA", "yes", "?", "no", "yes"], nil, ["no", "yes"]),
  ]

  @Test(arguments: labels.indices) func fewWholeNumbersAreClasses(_ index: Int) throws {
    let (cells, task, classes) = Self.labels[index]
    var choices = ColumnChoices()
    choices.task = task
    let rows = cells.enumerated().map { "\($0.offset * $0.offset),\($0.element)\n" }
    #expect(try Scratch.table("a,k\n" + rows.joined(), choices).classNames == classes)
  }
}

/// Tables that are written for one test.
enum Scratch {
  static func path(_ text: some Sequence<UInt8>, name: String = "t.csv") throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent(name)
    try Data(text).write(to: file)
    return file.path
  }

  static func table(_ text: String, _ choices: ColumnChoices = ColumnChoices()) throws -> Table {
    try TableReader(path: path(text.utf8), choices: choices).table()
  }
}
