import Run

// How readings become points: what one line adds to another, and what waits until that is clear.

extension Assembler {
  mutating func place(_ read: Reading) {
    var reading = read
    if reading.beginsRun {
      mayBegin = true
      return
    }
    if isNamedAgain, !reading.values.isEmpty, !reading.hasPlace, undecided.count < 16 {
      return undecided.append(reading)
    }
    if isOfAnotherRun(reading) { startAnother() }
    if reading.isUnnamed, reading.epoch == nil, epoch != nil, let of = reading.steps, of == epochs {
      // `[38/200]`, where another line named the first of 200 epochs.
      (reading.epoch, reading.step, reading.steps) = (reading.step, nil, nil)
    }
    epochs = reading.epochs ?? epochs
    if let named = reading.epoch {
      name(
        epoch: named, step: reading.step, isAgain: reading.beginsTable && inner == 0,
        isAlone: reading.values.isEmpty && reading.step == nil)
    }
    if epoch == nil, let step = reading.step, !reading.stepWord.isEmpty, !reading.values.isEmpty {
      compare(step, reading.stepWord)
      if foreignSteps.contains(reading.stepWord) { reading.step = nil }
    }
    if reading.hasPlace, reading.epoch != nil || !reading.values.isEmpty { stepAbove = nil }
    guard !reading.values.isEmpty else {
      if reading.hasPlace { mayBegin = false }
      if let phase = reading.phase { phases.follow(phase) }
      // `episodes 64` some lines under `Timestep 60000` is a count.
      let isCount = stepAbove.map { $0.word != reading.stepWord } ?? false
      if reading.epoch == nil, let step = reading.step, !isCount {
        flush()
        stepAbove = (step, reading.steps, reading.stepWord)
      }
      return
    }
    let begins = mayBegin
    mayBegin = false
    let isPlaceless = !reading.hasPlace
    if let above = stepAbove { (reading.step, reading.steps) = (above.step, above.steps) }
    begin()
    if epoch == nil { noteFall(of: reading, begins: begins) }
    decide(by: reading)
    if let step = reading.step, let last = lastStep, !stepInEpoch, epoch != nil {
      if step > last { grownEpochs += 1 } else { stepsGrow = false }
    }
    if reading.step != nil { (lastTotal, lastWord) = (reading.steps, reading.stepWord) }
    let stepBefore = stepInEpoch ? lastStep : nil
    if let step = reading.step, let last = lastStep, step > last { stride = step - last }
    lastStep = reading.step ?? lastStep
    stepInEpoch = stepInEpoch || reading.step != nil
    var values = named(reading)
    if reading.isOfSaving {
      values.removeAll { measured.contains($0.name) }
      if values.isEmpty { return }
    } else {
      measured.insert(values)
      if let before = waiting, before.isOfSaving, before.shares(values.lazy.map(\.name)) {
        waiting = nil
      }
    }
    if reading.bar == nil, reading.step == nil, let before = waiting, before.bar?.isKeras == true {
      values.removeAll { before.shares([$0.name]) }
      if values.isEmpty { return }
    }
    part(&values)
    var point = Point(
      values: values, step: reading.step, stepBefore: stepBefore, steps: reading.steps,
      seconds: reading.seconds, isInner: reading.step != nil, bar: reading.bar,
      stepWord: reading.stepWord, isOfSaving: reading.isOfSaving,
      placeless: isPlaceless ? Set(values.map(\.name)) : [])
    if let last = phases.last, !reading.values.contains(where: { $0.phase != nil }) {
      for value in values where phases.part(of: value.name) == nil {
        point.phaseAfter[value.name] = last
      }
    }
    guard var before = waiting else {
      waiting = point
      return
    }
    if reading.bar == nil, before.bar != nil, !before.isInner, !point.isInner {
      before.values.removeAll { value in values.contains { $0.name == value.name } }
    }
    let isShared = before.shares(values.lazy.map(\.name))
    let isOneAnEpoch = wholeEpochs > 1 && !hasInner && !before.isInner && !point.isInner
    let isOneAStep = epoch == nil && steppedPoints > 2 && before.step != nil && point.step == nil
    if isShared, isOneAnEpoch || isOneAStep, point.bar == nil {
      again.append(point)
      return
    }
    if !isShared, before.isInner == point.isInner, before.step == point.step {
      before.values += values
      before.phaseAfter.merge(point.phaseAfter) { $1 }
      before.seconds = point.seconds ?? before.seconds
      before.bar = point.bar ?? before.bar
      before.isOfSaving = before.isOfSaving && point.isOfSaving
      before.placeless.formUnion(point.placeless)
      waiting = before
      return
    }
    if isShared, !before.isInner, !point.isInner {
      before.isInner = true
      waiting = before
      flush()
      point.isInner = true
    } else if !isShared, before.isInner, before.step == nil, !point.isInner {
      before.values += values
      before.phaseAfter.merge(point.phaseAfter) { $1 }
      waiting = before
      return
    } else {
      flush(goesOn: point.step != nil)
    }
    waiting = point
  }

  /// Sends the point that waited, and what named it once more, where the run goes on.
  mutating func flush(goesOn: Bool = false, endsRun: Bool = false) {
    guard var point = waiting.take() else { return }
    let more = again
    again = []
    // What comes again and again is more than the best model's.
    let goesOn = goesOn || epoch == nil && Self.isRepeated(more)
    if !more.isEmpty, goesOn {
      point.isInner = true
      steppedPoints = .min
    } else {
      for other in more {
        point.placeless.formUnion(other.placeless)
        point.values += other.values.filter { !point.shares([$0.name]) }
      }
    }
    if endsRun, hasRecords {
      // What was printed between two runs and measures nothing is a setting of the second.
      point.values.removeAll {
        point.placeless.contains($0.name) && !seen.contains($0.name) && !Opening.isMeasured($0.name)
      }
    }
    if !point.values.isEmpty { send(point) }
    guard goesOn else { return }
    for var other in more {
      other.isInner = true
      send(other)
    }
  }

  /// Whether a name stands in two of the points.
  private static func isRepeated(_ points: [Point]) -> Bool {
    let names = points.flatMap { $0.values.map(\.name) }
    return Set(names).count < names.count
  }

  private mutating func send(_ point: Point) {
    if !point.isInner, !point.values.elementsEqual(lastNames, by: { $0.name == $1 }) {
      lastNames = point.values.map(\.name)
    }
    if !point.isInner, epoch != nil { wholeEpochs += 1 }
    if point.step != nil { steppedPoints += 1 }
    var record = Record(
      epoch: epoch, step: point.step.flatMap { Int(exactly: $0.rounded()) },
      seconds: point.seconds, values: point.values)
    let isWhole = epoch.map { $0 == $0.rounded() } ?? false
    if point.isInner || (epoch == nil && point.step == nil) {
      inner += 1
      record.step = record.step ?? point.stepBefore.flatMap { Int(exactly: $0.rounded()) } ?? inner
    }
    if isWhole, let epoch, let firstEpoch {
      hasInner = hasInner || point.isInner
      let done = epoch - (firstEpoch == 0 ? 0 : 1)
      if point.isInner {
        record.epoch = done + partDone(point)
      } else if hasInner {
        record.epoch = done + 1
      }
    }
    hasRecords = true
    if epoch != nil || point.step != nil { seen.insert(point.values) }
    let isAtStep = point.step != nil || point.stepBefore != nil
    emit(.record(record, epoch: epoch), at: epoch != nil ? .epoch : isAtStep ? .step : .none)
  }

  private func partDone(_ point: Point) -> Double {
    if let step = point.step, let steps = point.steps, steps > 0, step <= steps {
      return max(step / steps, 0)
    }
    let order = Double(inner - 1)
    return innerBefore >= inner ? order / Double(innerBefore) : order / (order + 1)
  }
}
