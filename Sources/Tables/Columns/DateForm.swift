/// A way to write a date, in the letters of Python's `strptime`.
public struct DateForm: Sendable, Equatable {
  public let format: String
  public var hasTime: Bool { format.contains("%H") }

  /// A date read from a cell. Monday is weekday 0, as in Python.
  public struct Date: Sendable, Equatable {
    public var year = 0
    public var month = 0
    public var day = 0
    public var hour = 0

    /// Counted in days, by the Gregorian calendar.
    public var weekday: Int {
      let (y, m) = month < 3 ? (year - 1, month + 12) : (year, month)
      // Zeller's congruence, whose 0 is Saturday.
      let zeller = (day + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7
      return (zeller + 5) % 7
    }
  }

  /// Every form that is known. Where a column fits several, the first is taken.
  public static let all: [DateForm] = {
    let days = [
      "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%m-%d-%Y",
      "%d-%m-%Y", "%b %d %Y", "%b %d, %Y", "%d %b %Y", "%d-%b-%Y",
    ]
    let times = ["", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S"]
    return days.flatMap { day in times.map { DateForm(format: day + $0) } }
  }()

  /// The date that a text is; nil when it is none of this form.
  func date(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
    var date = Date()
    var rest = text[...]
    var letters = format.utf8.makeIterator()
    while let letter = letters.next() {
      if letter != UInt8(ascii: "%") {
        guard rest.popFirst() == letter else { return nil }
        continue
      }
      switch letters.next() {
      case UInt8(ascii: "Y"):
        guard let value = Self.digits(&rest, 4...4), value > 0 else { return nil }
        date.year = value
      case UInt8(ascii: "m"):
        guard let value = Self.digits(&rest, 1...2), (1...12).contains(value) else { return nil }
        date.month = value
      case UInt8(ascii: "b"):
        let name = String(decoding: rest.prefix(3), as: UTF8.self).lowercased()
        guard let index = Self.months.firstIndex(of: name) else { return nil }
        rest = rest.dropFirst(3)
        date.month = index + 1
      case UInt8(ascii: "d"):
        guard let value = Self.digits(&rest, 1...2), (1...31).contains(value) else { return nil }
        date.day = value
      case UInt8(ascii: "H"):
        guard let value = Self.digits(&rest, 1...2), value < 24 else { return nil }
        date.hour = value
      default:
        guard let value = Self.digits(&rest, 1...2), value < 60 else { return nil }
      }
    }
    guard rest.isEmpty, date.day <= Self.days(date.month, date.year) else { return nil }
    return date
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func digits(
    _ rest: inout Slice<UnsafeBufferPointer<UInt8>>, _ count: ClosedRange<Int>
  ) -> Int? {
    var (value, seen) = (0, 0)
    while seen < count.upperBound, let byte = rest.first, byte &- UInt8(ascii: "0") < 10 {
      value = value * 10 + Int(byte &- UInt8(ascii: "0"))
      seen += 1
      rest = rest.dropFirst()
    }
    return seen >= count.lowerBound ? value : nil
  }
}
