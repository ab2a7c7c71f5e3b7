import Run

/// The numbers that a program says of one epoch, under its own names.
struct NamedNumbers {
  /// As the program counts; nil when it does not say.
  var epoch: Int?
  var seconds: Double?
  /// Losses, accuracies and learning rates.
  var values: [Record.Value] = []

  /// Numbers with their names; nil when there is neither a loss nor an accuracy among them.
  init?(_ pairs: [(name: String, value: Double)]) {
    var step: Int?
    var isRecord = false
    for (name, value) in pairs {
      switch Meaning(name) {
      case .measure, .learningRate:
        isRecord = isRecord || Meaning(name) == .measure
        if !values.contains(where: { $0.name == name }) { values.append(.init(name, value)) }
      case .epoch where epoch == nil && value == value.rounded() && abs(value) < 1e15:
        epoch = Int(value)
      case .step where step == nil && value == value.rounded() && abs(value) < 1e15:
        step = Int(value)
      case .seconds: seconds = value
      default: break
      }
    }
    epoch = epoch ?? step
    if let epoch, epoch < 0 { return nil }
    if !isRecord { return nil }
  }

  /// What a name stands for, by the words in it: `val_loss`, `Test accu`, `train/acc`…
  enum Meaning: Equatable {
    case measure, epoch, step, learningRate, seconds, other

    init(_ name: String) {
      let name = name.lowercased()
      if name.contains("loss") || name.contains("acc") {
        self = .measure
      } else if name.hasSuffix("epoch") {
        self = .epoch
      } else if name.hasSuffix("step") || name.hasSuffix("iter") || name.hasSuffix("iteration") {
        self = .step
      } else if name == "lr" || name.hasSuffix("learning_rate") || name.hasSuffix("learning rate") {
        self = .learningRate
      } else if name == "seconds" || name == "time" {
        self = .seconds
      } else {
        self = .other
      }
    }
  }

  /// One record of two lines that speak of the same epoch and share no number; nil for others.
  func merged(with next: NamedNumbers) -> NamedNumbers? {
    guard let epoch, next.epoch == epoch,
      next.values.allSatisfy({ value in !values.contains { $0.name == value.name } })
    else { return nil }
    var result = self
    result.values += next.values
    result.seconds = next.seconds ?? seconds
    return result
  }

  func record(epoch: Int) -> Record {
    Record(epoch: Double(epoch), seconds: seconds, values: values)
  }
}

extension NamedNumbers {
  /// A JSON object of another program.
  init?(fields: JSONFields) {
    self.init(fields.numbers)
  }

  /// A printed line: each number is named by the words before it, as in
  /// `Epoch [3/10], Step [100/600], Loss: 0.2` or `Epoch:0 | Train loss: 1.36`.
  init?(text: String) {
    var pairs: [(name: String, value: Double)] = []
    var label = ""
    var rest = Substring(text)
    while let first = rest.first {
      let endsWord = label.last?.isLetter ?? false
      if !endsWord || first.isLetter, let (value, after) = Self.number(rest, afterWord: endsWord) {
        pairs.append((Self.words(label), value))
        label = ""
        rest = after
      } else {
        label.append(first)
        rest = rest.dropFirst()
      }
    }
    self.init(pairs)
  }

  /// The last run of words in a label, without what separates it from earlier ones.
  private static func words(_ label: String) -> String {
    let last =
      label.split { "|,;()[]{}".contains($0) }.last { $0.contains(where: \.isLetter) } ?? ""
    let kept = last.filter { $0.isLetter || $0 == "_" || $0 == " " || $0 == "/" }
    return kept.split(separator: " ").joined(separator: " ")
  }

  /// A number at the start of `text`, with what comes after it; a percentage is a fraction.
  private static func number(_ text: Substring, afterWord: Bool) -> (Double, Substring)? {
    if text.first?.isLetter == true {
      // `nan` and `inf` are numbers when they are words of their own.
      guard !afterWord else { return nil }
      let word = text.prefix { $0.isLetter }
      let values: [String: Double] = ["nan": .nan, "inf": .infinity, "infinity": .infinity]
      return values[word.lowercased()].map { ($0, text.dropFirst(word.count)) }
    }
    let isSigned = text.first == "-" || text.first == "+"
    if isSigned, let (value, rest) = number(text.dropFirst(), afterWord: false),
      text.dropFirst().first.map({ $0 != "-" && $0 != "+" }) ?? false
    {
      return (text.first == "-" ? -value : value, rest)
    }
    guard text.first?.isASCII == true, text.first?.isNumber == true || text.first == "." else {
      return nil
    }
    var digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let exponent = text[digits.endIndex...]
    if exponent.first == "e" || exponent.first == "E" {
      let body = exponent.dropFirst()
      let sign = body.prefix { $0 == "-" || $0 == "+" }
      let power = body[sign.endIndex...].prefix { $0.isASCII && $0.isNumber }
      if sign.count <= 1, !power.isEmpty { digits = text[..<power.endIndex] }
    }
    guard let value = Double(digits) else { return nil }
    let rest = text[digits.endIndex...]
    return rest.first == "%" ? (value / 100, rest.dropFirst()) : (value, rest)
  }
}

/// A CSV table in a log: a header line with an epoch, a loss or an accuracy, then its rows.
struct NumberTable {
  private var header: [String] = []

  /// A row's numbers; nil for a line that is none.
  mutating func numbers(in line: String) -> NamedNumbers? {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.filter { $0 != "\"" && $0 != " " }
    }
    guard cells.count > 1 else { return nil }
    if cells.allSatisfy({ !$0.isEmpty && Double($0) == nil && !$0.contains { ":=|".contains($0) } }
    ),
      cells.contains(where: { NamedNumbers.Meaning($0) != .other })
    {
      header = cells
      return nil
    }
    guard cells.count == header.count else { return nil }
    return NamedNumbers(
      zip(header, cells).compactMap { name, cell in Double(cell).map { (name, $0) } })
  }
}
