/// Collects the cells of one column while a table is read.
///
/// Numbers are kept as they come in. A column that turns out to be something else, late, is read once
/// more: `nextMode` says as what.
final class ColumnBuilder {
  enum Mode: Equatable {
    case unread
    /// Nothing but gaps so far; the first cell decides.
    case undecided
    case numbers
    case texts
    case dates(DateForm)
  }

  /// Different texts that are kept of a column.
  static let mostTexts = 4096
  /// Different numbers below which a text among them makes all of them texts.
  static let fewNumbers = 20

  private(set) var mode: Mode
  /// Nobody asked for what the column is read as.
  private let isFree: Bool
  private let pointIsComma: Bool
  private(set) var count = 0
  private(set) var gaps: [Int32] = []

  private(set) var numbers = NumberList()
  private(set) var numberCount = 0
  private(set) var otherCount = 0
  /// The first cell that is no number, and the first that is infinite.
  private(set) var firstOther: (row: Int, text: String)?
  private(set) var firstInfinite: (row: Int, text: String)?
  /// Some of the different numbers among texts.
  private var fewDifferent: Set<Double> = []

  private(set) var texts: [String] = []
  private(set) var codes: [Int32] = []
  /// There were more different texts than are kept.
  private(set) var isOverfull = false
  private(set) var firstNotUTF8: Int?
  private var places: [String: Int32] = [:]
  private var forms = DateForm.all
  private var lastCode: Int32 = -1

  private(set) var dates: [DateForm.Date] = []

  init(_ mode: Mode, isFree: Bool, pointIsComma: Bool) {
    (self.mode, self.isFree, self.pointIsComma) = (mode, isFree, pointIsComma)
    if !isFree { forms = [] }
  }

  func add(_ cell: UnsafeBufferPointer<UInt8>) {
    switch mode {
    case .numbers: addNumber(cell)
    case .unread: return
    case .undecided:
      if isGap(cell) {
        addGap()
      } else {
        begin(with: cell)
        return add(cell)
      }
    case .texts: addText(cell)
    case .dates(let form):
      let date = form.date(cell)
      if date == nil { gaps.append(Int32(count)) }
      dates.append(date ?? DateForm.Date())
    }
    count += 1
  }

  /// Adds numbers that lie `stride` apart; those that are NaN have been added before.
  func append(_ values: UnsafePointer<Double>, count: Int, stride: Int) {
    let added = numbers.append(values, count: count, stride: stride)
    numberCount += added
    self.count += added
  }

  private func begin(with cell: UnsafeBufferPointer<UInt8>) {
    if number(cell, pointIsComma: pointIsComma) != nil || isInfinity(cell) {
      mode = .numbers
    } else {
      mode = .texts
      numbers = NumberList()
      codes = Array(repeating: -1, count: count)
    }
  }

  private func addGap() {
    gaps.append(Int32(count))
    numbers.append(0)
  }

  private func addNumber(_ cell: UnsafeBufferPointer<UInt8>) {
    guard let value = number(cell, pointIsComma: pointIsComma), value.isFinite else {
      addGap()
      if isGap(cell) { return }
      if isInfinity(cell) || number(cell, pointIsComma: pointIsComma) != nil {
        numberCount += 1
        firstInfinite = firstInfinite ?? (count, String(decoding: cell, as: UTF8.self))
      } else {
        otherCount += 1
        firstOther = firstOther ?? (count, String(decoding: cell, as: UTF8.self))
      }
      return
    }
    numberCount += 1
    numbers.append(value)
  }

  private func addText(_ cell: UnsafeBufferPointer<UInt8>) {
    if isGap(cell) {
      gaps.append(Int32(count))
      if !isOverfull { codes.append(-1) }
      return
    }
    if isFree, let value = number(cell, pointIsComma: pointIsComma), value.isFinite {
      numberCount += 1
      if fewDifferent.count <= Self.fewNumbers { fewDifferent.insert(value) }
    } else {
      otherCount += 1
      if firstOther == nil { firstOther = (count, String(decoding: cell, as: UTF8.self)) }
    }
    if !forms.isEmpty { forms.removeAll { $0.date(cell) == nil } }
    guard !isOverfull else { return }
    codes.append(code(cell))
  }

  /// The number of a text among those of the column.
  private func code(_ cell: UnsafeBufferPointer<UInt8>) -> Int32 {
    // Many rows have the text of the row before.
    if lastCode >= 0, texts[Int(lastCode)].utf8.elementsEqual(cell) { return lastCode }
    guard let text = String(validating: cell, as: UTF8.self) else {
      firstNotUTF8 = firstNotUTF8 ?? count
      return -1
    }
    if let code = places[text] {
      lastCode = code
      return code
    }
    guard texts.count < Self.mostTexts else {
      isOverfull = true
      (texts, codes, places, lastCode) = ([], [], [:], -1)
      return -1
    }
    lastCode = Int32(texts.count)
    texts.append(text)
    places[text] = lastCode
    return lastCode
  }

  /// As what the column is to be read once more; nil where it is well as it is.
  ///
  /// A text among many different numbers is taken for a mistake or a sign for a gap, a text among few
  /// makes all of them texts.
  var nextMode: Mode? {
    guard isFree else { return nil }
    switch mode {
    case .numbers: return otherCount == 0 || areNumbers ? nil : .texts
    case .texts:
      if areNumbers { return .numbers }
      return forms.first.map { .dates($0) }
    default: return nil
    }
  }

  /// Whether the texts are few among many different numbers.
  private var areNumbers: Bool {
    guard numberCount > 0, otherCount * 10 <= numberCount else { return false }
    if mode == .texts { return fewDifferent.count > Self.fewNumbers }
    let isGap = Set(gaps)
    var different: Set<Double> = []
    for row in 0..<numbers.count where !isGap.contains(Int32(row)) {
      different.insert(numbers[row])
      if different.count > Self.fewNumbers { return true }
    }
    return false
  }
}
