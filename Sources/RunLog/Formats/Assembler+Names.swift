import Run

// Under which name a value is known: with the part of the data it was measured on before it, where a line says
// that apart from the name.

/// The part of the data that lines without one follow:
///
///     [Train #0] Loss: 0.4
///     F1-Score 0.8
///     [Val #0] Loss: 0.1
///     F1-Score 0.9
struct Phases {
  /// Of the last line that was of one part alone.
  private(set) var last: Phase?
  /// Names that came after both parts.
  var carried: Set<String> = []
  /// What names say, so that each is taken apart once.
  private var known: [String: Phase?] = [:]
  /// Names that alone said the parts of a reading, and what they made of `last`: they mostly come again.
  private var noted: (names: [String], last: Phase??) = ([], nil)

  /// What a name says of the data that it was measured on.
  mutating func part(of name: String) -> Phase? {
    if let part = known[name] { return part }
    let part = Phase(of: name)
    if known.count < 1000 { known[name] = .some(part) }
    return part
  }

  /// A bar without numbers of its own, `Evaluating 1: 100%|…`, says it of the line below.
  mutating func follow(_ phase: Phase) { last = phase }

  mutating func note(_ reading: Reading) {
    let isSaidByNames = reading.phase == nil && reading.values.allSatisfy { $0.phase == nil }
    if isSaidByNames, reading.values.elementsEqual(noted.names, by: { $0.name == $1 }) {
      if let known = noted.last { last = known }
      return
    }
    let parts = reading.values.map { $0.phase ?? reading.phase ?? part(of: $0.name) }
    var change: Phase??
    if let first = parts.first, let part = first {
      change = .some(parts.allSatisfy { $0 == part } ? part : nil)
    }
    if isSaidByNames { noted = (reading.values.map(\.name), change) }
    if let change { last = change }
  }
}

/// Names that have come. Mostly a list comes again, and comparing it is faster than hashing it.
struct NameSet {
  private var all: Set<String> = []
  private var last: [String] = []

  func contains(_ name: String) -> Bool { all.contains(name) }

  mutating func insert(_ values: [Record.Value]) {
    if values.elementsEqual(last, by: { $0.name == $1 }) { return }
    last = values.map(\.name)
    all.formUnion(last)
  }
}

extension Assembler {
  /// The values under the names they are known by from now on.
  mutating func named(_ reading: Reading) -> [Record.Value] {
    var values: [Record.Value] = []
    values.reserveCapacity(reading.values.count)
    for value in reading.values {
      var name = value.name
      if let phase = phase(of: value, in: reading) { name = prefix(phase) + name }
      if values.contains(where: { $0.name == name }) { name += " (2)" }
      values.append(Record.Value(name, inUnit(value, name)))
    }
    phases.note(reading)
    return values
  }

  mutating func prefix(_ phase: Phase) -> String {
    if phase.isTraining { return "train/" }
    // A program that tells validation from test keeps both apart.
    if testWord == nil { testWord = phase.kind }
    if testWord == phase.kind { return "test/" }
    return phase.kind == "test" ? "test set/" : phase.word + "/"
  }

  mutating func inUnit(_ value: Reading.Value, _ name: String) -> Double {
    guard value.isPercent || !percents.isEmpty else { return value.number }
    guard let isPercent = percents[name] else {
      percents[name] = value.isPercent
      return value.number
    }
    if isPercent, !value.isPercent, value.number > 1 { return value.number / 100 }
    if !isPercent, value.isPercent { return value.number * 100 }
    return value.number
  }

  private func phase(of value: Reading.Value, in reading: Reading) -> Phase? {
    value.phase ?? reading.phase ?? (phases.carried.contains(value.name) ? phases.last : nil)
  }

  /// Parts values of the same name that came after different parts of the data.
  mutating func part(_ values: inout [Record.Value]) {
    guard let last = phases.last, var before = waiting else { return }
    for index in values.indices {
      let name = values[index].name
      guard let other = before.phaseAfter[name], other != last,
        let place = before.values.firstIndex(where: { $0.name == name })
      else { continue }
      phases.carried.insert(name)
      before.values[place].name = prefix(other) + name
      values[index].name = prefix(last) + name
      waiting = before
    }
  }
}
