import Foundation
import Testing

@testable import Tables

@Suite struct CellTests {
  /// What one cell of a table of numbers is read as.
  static func read(_ text: String, pointIsComma: Bool = false) -> Double? {
    var text = text
    return text.withUTF8 { number($0, pointIsComma: pointIsComma) }
  }

  @Test func numbersAreThoseOfTheirDigits() {
    var state: UInt64 = 42
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    for _ in 0..<20_000 {
      var text = random(3) == 0 ? "-" : ""
      text += String((0...random(20)).map { _ in Character("\(random(10))") })
      if random(2) == 0 {
        text += "." + String((0...random(12)).map { _ in Character("\(random(10))") })
      }
      if random(3) == 0 { text += "e\(random(60) - 30)" }
      #expect(Self.read(text) == Double(text), "\(text)")
    }
  }

  static let numbers: [(text: String, value: Double?)] = [
    ("1", 1), ("+2.50", 2.5), ("-.5", -0.5), ("5.", 5), ("1e3", 1000), ("1E-2", 0.01), ("", nil),
    (".", nil), ("-", nil), ("1e", nil), ("e5", nil), ("1.2.3", nil), ("0x10", nil), ("1,5", nil),
    ("inf", nil), ("nan", nil), ("12abc", nil), ("1 2", nil), ("1_000", nil), ("1e999", .infinity),
  ]

  @Test(arguments: numbers.indices) func onlyNumbersAreNumbers(_ index: Int) {
    #expect(Self.read(Self.numbers[index].text) == Self.numbers[index].value)
  }

  @Test func aCommaIsAPointWhereItPartsNoCells() {
    #expect(Self.read("1,5", pointIsComma: true) == 1.5)
    #expect(Self.read("-1,23456789012345678", pointIsComma: true) == -1.23456789012345678)
    #expect(Self.read("1.5", pointIsComma: true) == 1.5)
  }

  @Test func numbersAreKeptExactly() {
    let values = [0, 255, 0.5, 256, 16_777_217, 0.1, -1, 1e300, -0.0]
    for count in 1...values.count {
      let list = NumberList(values.prefix(count))
      #expect((0..<count).map { list[$0] } == Array(values.prefix(count)))
    }
    #expect(NumberList([-0.0])[0].sign == .minus)
  }

  static let dates: [(text: String, format: String, weekday: Int?)] = [
    ("2021-03-01", "%Y-%m-%d", 0), ("2000-02-29", "%Y-%m-%d", 1), ("1900-02-29", "%Y-%m-%d", nil),
    ("2012/1/1", "%Y/%m/%d", 6), ("31/12/1999", "%d/%m/%Y", 4), ("13/01/2000", "%m/%d/%Y", nil),
    ("Jan 1 2000", "%b %d %Y", 5), ("1-Feb-2004", "%d-%b-%Y", 6),
    ("2011-01-01 23:00:00", "%Y-%m-%d %H:%M:%S", 5), ("2011-01-01T07:05", "%Y-%m-%dT%H:%M", 5),
    ("2011-01-01 24:00", "%Y-%m-%d %H:%M", nil), ("2011-04-31", "%Y-%m-%d", nil),
    ("20110101", "%Y-%m-%d", nil), ("2011-01-01x", "%Y-%m-%d", nil),
  ]

  @Test(arguments: dates.indices) func datesHaveTheirWeekday(_ index: Int) throws {
    let (text, format, weekday) = Self.dates[index]
    let form = try #require(DateForm.all.first { $0.format == format })
    var copy = text
    let found = copy.withUTF8 { form.date($0)?.weekday }
    #expect(found == weekday)
  }

  static let dialects: [(text: String, separator: Separator, names: [String]?)] = [
    ("a,b\n1,2\n", .comma, ["a", "b"]), ("a;b\n1,5;2\n", .semicolon, ["a", "b"]),
    ("a\tb c\n1\t2\n", .tab, ["a", "b c"]), ("a  b\n 1 2\n", .blanks, ["a", "b"]),
    ("1,2\n3,4\n", .comma, nil), ("x,1\ny,2\n", .comma, nil),
    ("150,4,setosa\n5.1,3.5,0\n4.9,3.0,1\n", .comma, ["150", "4", "setosa"]),
    ("year,1990,1991\n7,1,2\n", .comma, ["year", "1990", "1991"]),
    ("\u{FEFF}a,b\n1,2\n", .comma, ["a", "b"]), ("\"a,b\",c\n1,2\n", .comma, ["a,b", "c"]),
    ("mpg cyl\n\"Fiat X1-9\" 27.3 4\n\"Lotus Europa\" 30.4 4\n", .blanks, ["c1", "mpg", "cyl"]),
    ("a,b\n1,2,\n3,4,\n", .comma, ["a", "b", "c3"]), ("p,x\ne,y\np,x\ne,y\n", .comma, nil),
  ]

  @Test(arguments: dialects.indices) func dialectsAreFoundOut(_ index: Int) throws {
    let (text, separator, names) = Self.dialects[index]
    let dialect = try Dialect(path: Scratch.path(text.utf8))
    #expect(dialect.separator == separator)
    #expect(dialect.hasHeader == (names != nil))
    if let names { #expect(dialect.names == names) }
  }
}
