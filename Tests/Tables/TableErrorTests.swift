import Foundation
import Tables
import Testing

/// Every table that cannot be learned from is an error with its line and column.
@Suite struct TableErrorTests {
  static let bad: [(text: String, choices: ColumnChoices, message: String)] = [
    ("", .init(), "1: column 1: expected a table with at least two columns"),
    ("k\n", .init(), "1: column 1: expected a table with at least two columns"),
    ("a,b\n", .init(), "2: column 1: needs at least two rows of data"),
    ("a,b,k\n1,2,x\n1,y\n", .init(), "3: column 3: expected 3 columns, found 2"),
    ("a,b,k\n1,2,x\n\n1,2,3,y\n2,3,x\n", .init(), "4: column 4: expected 3 columns, found 4"),
    ("a,b\n\"1\n2\",x\n1,y\n1\n", .init(), "5: column 2: expected 2 columns, found 1"),
    (
      "a,k\n1,x\n2,\"y\n3,x\n", .init(),
      "3: column 2: the quote that opens this cell is never closed"
    ),
    ("a,k\r\n1,x\r\n2,y\"z\r\n", .init(), "3: column 2: a quote within a cell"),
    ("a,k\n1,x\n\"2\"2,y\n", .init(), "3: column 1: a quote within a cell"),
    ("a,b,k\n1,inf,x\n2,3,y\n", .init(), "2: column 2 (b): 'inf' is not finite"),
    ("a,b,k\n1,2,x\n2,1e999,y\n", .init(), "3: column 2 (b): '1e999' is not finite"),
    (
      "a,k\n1,x\n2,x\n", .init(),
      "2: column 2 (k): is 'x' in every row: there is nothing to predict"
    ),
    ("a,k\n1,7\n2,7\n", .init(), "2: column 2 (k): is 7 in every row"),
    ("a,k\n1,\n2,NA\n", .init(), "2: column 2 (k): has nothing but gaps to predict"),
    ("a,k\n1,x\n2,?\n", .init(), "2: column 2 (k): is 'x' in every row"),
    ("a,k\n1,2020-01-01\n2,2020-01-02\n", .init(), "2: column 2 (k): a date cannot be predicted"),
    (
      "a,k\n7,x\n7,y\n", .init(),
      "1: column 1: no column is left to learn from: a: left out, the same"
    ),
    ("a,k\n1,x\n2,y\n", labelled("c"), "1: column 2: no column is called 'c' (there are: a, k)"),
    ("a,k\n1,x\n2,y\n", dropping("c"), "1: column 2: 'columns' names 'c', which is none of them"),
    ("a,k\nu,x\nv,y\n", allNumbers, "2: column 1 (a): 'u' is no number"),
    ("a,k\n1,x\n2,y\n", quantity, "2: column 2 (k): 'x' is no number"),
    (
      "a,k\n1,\u{1B}[31m\n2,\u{1B}[31m\n", .init(), "2: column 2 (k): is '\\u{1b}[31m' in every row"
    ),
    ("\u{1B}]0;a,k\n1,2\n,2\n", .init(), "2: column 2 (k): is 2 in every row"),
  ]

  static func labelled(_ name: String) -> ColumnChoices {
    var choices = ColumnChoices()
    choices.label = name
    return choices
  }
  static func dropping(_ name: String) -> ColumnChoices {
    var choices = ColumnChoices()
    choices.drop = [name]
    return choices
  }
  static var allNumbers: ColumnChoices {
    var choices = ColumnChoices()
    choices.areAllNumbers = true
    return choices
  }
  static var quantity: ColumnChoices {
    var choices = ColumnChoices()
    choices.task = .number
    return choices
  }

  @Test(arguments: bad.indices) func saysWhere(_ index: Int) throws {
    let (text, choices, message) = Self.bad[index]
    let path = try Scratch.path(text.utf8)
    let error = #expect(throws: TableError.self) {
      try TableReader(path: path, choices: choices).table()
    }
    #expect(
      error?.description.hasPrefix("\(path):\(message)") == true,
      "\(error?.description ?? "none")")
  }

  static let bytes: [(bytes: [UInt8], message: String)] = [
    ([0xff, 0xfe, 0x61, 0x00, 0x2c, 0x00], "1: column 1: is UTF-16 text"),
    (Array("a,k\n1,x\n2,".utf8) + [0xe9] + Array("y\n3,x\n".utf8), "3: column 2 (k): is not UTF-8"),
    (Array("a,".utf8) + [0xe9] + Array("\n1,x\n2,y\n".utf8), "1: column 2: is not UTF-8"),
    (
      [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b],
      "1: column 1: cannot be unpacked"
    ),
  ]

  @Test(arguments: bytes.indices) func saysWhatBytesAreNoTable(_ index: Int) throws {
    let (bytes, message) = Self.bytes[index]
    let path = try Scratch.path(bytes)
    let error = #expect(throws: TableError.self) { try TableReader(path: path).table() }
    #expect(
      error?.description.hasPrefix("\(path):\(message)") == true,
      "\(error?.description ?? "none")")
  }

  @Test func aTestFileMustHaveTheSameColumns() throws {
    let path = try Scratch.path("a,b,k\n1,2,x\n2,3,y\n".utf8)
    let other = try Scratch.path("a,c,k\n1,2,x\n2,3,y\n".utf8, name: "other.csv")
    let error = #expect(throws: TableError.self) {
      try TableReader(path: path, testPath: other).table()
    }
    #expect(error?.description.hasPrefix("\(other):1: column 2: its columns") == true)
  }
}
