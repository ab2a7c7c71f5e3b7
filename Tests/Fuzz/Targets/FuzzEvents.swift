import Run

/// Some event of a run, as a trainer, a log or a program may send it.
func event(_ source: inout ByteSource) -> TrainingEvent {
  switch source.below(26) {
  case 0: return .run(run(&source))
  case 1: return .listing(source.list { listingLine(&$0) })
  case 2, 3, 4: return .epoch(record(&source))
  case 5: return .twin(record(&source))
  case 6: return .twinDiverged(epoch: source.int())
  case 7: return .bug(BugSwitch(id: source.text(), isOn: source.flag(), epoch: source.int()))
  case 8:
    let mistake = EditMistake(
      type: source.text(), message: source.text(), line: source.int(), column: source.int())
    return .mistake(source.flag() ? mistake : nil)
  case 9: return .completions(source.list { $0.text() }, of: source.text())
  case 10: return .error(failure(&source))
  case 11: return .fixed(epoch: source.int())
  case 12:
    return .setting(
      name: source.pick(["lr", "optimizer", "bug", "x"]), value: source.text(),
      epoch: source.int())
  case 13: return .print(source.text())
  case 14: return .output(source.list { $0.text() })
  case 15:
    return .rank(
      RankReading(
        rank: source.int(), step: source.int(), loss: source.double(),
        stepSeconds: source.double(), forwardSeconds: source.double(),
        state: source.pick([.running, .ended, .failed, .lost])))
  case 16: return .value(name: source.text(), value: source.double(), epoch: source.int())
  case 17:
    return .symptom(
      Symptom(
        id: source.text(), epoch: source.int(), text: source.text(), isPresent: source.flag(),
        why: source.text(), fix: source.text(), change: change(&source), line: source.int(),
        code: source.text(), isFault: source.flag()))
  case 18:
    return .verdict(
      Verdict(
        bug: source.text(), symptom: source.text(), epoch: source.int(), isMet: source.flag()))
  case 19:
    return .phase(
      source.pick([.running, .paused(line: nil), .paused(line: 3), .parked, .finished]))
  case 20: return .end(source.pick([.finished, .interrupted, .failed]))
  case 21, 22:
    return .record(
      Record(
        epoch: source.flag() ? source.double() : nil, step: source.flag() ? source.int() : nil,
        seconds: source.flag() ? source.double() : nil,
        values: source.list { Record.Value($0.text(), $0.double()) }))
  default: return .observation(observation(&source))
  }
}

private func run(_ source: inout ByteSource) -> RunInfo {
  var info = RunInfo(
    preset: source.text(), summary: source.text(), model: source.text(), optimizer: source.text(),
    learningRate: source.double(), seed: UInt64(bitPattern: Int64(source.int())),
    epochs: source.int(), trainCount: source.int(), testCount: source.int(),
    classNames: source.list { $0.text() }, series: source.list { $0.text() })
  info.parameters = source.list { .init(name: $0.text(), shape: $0.list { $0.int() }) }
  info.bugs = source.list { BugInfo(id: $0.text(), title: $0.text(), raises: $0.flag()) }
  info.settings = source.list { .init(name: $0.text(), value: $0.text()) }
  return info
}

private func listingLine(_ source: inout ByteSource) -> ListingLine {
  ListingLine(
    number: source.flag() ? source.int() : nil, code: source.text(), depth: source.below(9),
    change: source.pick([.same, .added, .removed]), bug: source.flag() ? source.text() : nil)
}

private func record(_ source: inout ByteSource) -> EpochRecord {
  EpochRecord(
    epoch: source.int(), trainLoss: source.double(), trainAccuracy: source.double(),
    testLoss: source.double(), testAccuracy: source.double(), learningRate: source.double(),
    seconds: source.double())
}

private func change(_ source: inout ByteSource) -> LoopChange? {
  guard source.flag() else { return nil }
  let lines = source.list {
    LoopChange.Line(
      kind: $0.pick(LoopChange.Line.Kind.allCases), number: $0.int(), code: $0.text(),
      blanks: $0.below(9))
  }
  return LoopChange(lines: lines, restarts: source.flag())
}

private func failure(_ source: inout ByteSource) -> FailureReport {
  var diagnosis = Diagnosis(
    kind: source.text(), operation: source.text(), line: source.int(),
    chain: source.list {
      Diagnosis.Link(text: $0.text(), line: $0.int(), isCut: $0.flag(), isDead: $0.flag())
    },
    why: source.text(), fix: source.flag() ? source.text() : nil,
    withoutGradient: source.list { $0.text() }, parameterCount: source.int())
  diagnosis.change = change(&source)
  return FailureReport(
    type: source.text(), message: source.text(), epoch: source.int(),
    unit: source.flag() ? .epoch : .step, line: source.int(), code: source.text(),
    diagnosis: source.flag() ? diagnosis : nil)
}

private func observation(_ source: inout ByteSource) -> Observation {
  let epoch = source.int()
  switch source.below(10) {
  case 0:
    return .gradients(
      epoch: epoch,
      source.list {
        ParameterStatistics(
          name: $0.text(), shape: $0.list { $0.int() },
          gradient: $0.pick([.none, .zero, .finite, .nonFinite]),
          gradientNorm: $0.flag() ? $0.double() : nil, weightNorm: $0.double(),
          updateRatio: $0.flag() ? $0.double() : nil, histogram: $0.list { $0.int() })
      })
  case 1:
    return .values(
      epoch: epoch,
      source.list {
        LineValue(
          line: $0.int(), shape: $0.list { $0.int() }, gradFn: $0.flag() ? $0.text() : nil,
          isCut: $0.flag())
      })
  case 2:
    return .graph(
      epoch: epoch,
      source.list {
        GraphLine(
          depth: $0.below(40), text: $0.text(), line: $0.int(), isLeaf: $0.flag(),
          isCut: $0.flag(), isDead: $0.flag())
      })
  case 3:
    let (columns, rows) = (source.below(12), source.below(12))
    return .boundary(
      DecisionBoundary(
        epoch: epoch, xRange: -1...1, yRange: 0...0, columns: columns, rows: rows,
        classes: (0..<(columns * rows)).map { UInt8($0 % 7) },
        confidence: Array(repeating: 100, count: columns * rows),
        points: source.list { .init(x: $0.double(), y: $0.double(), label: $0.below(12)) }))
  case 4:
    let size = source.below(6)
    return .confusion(
      epoch: epoch, counts: (0..<size).map { _ in (0..<size).map { _ in source.below(250) } })
  case 5:
    return .predictions(
      epoch: epoch, source.list { PredictedNumber(truth: $0.double(), predicted: $0.double()) })
  case 6:
    return .timing(
      Timing(
        epoch: epoch, forward: source.double(), backward: source.double(), step: source.double(),
        evaluation: source.double(), epochsPerSecond: source.double(),
        samplesPerSecond: source.double()))
  case 7:
    return .names(
      epoch: epoch,
      source.list {
        InspectedName(
          name: $0.text(), shape: $0.list { $0.int() }, dtype: $0.text(), history: $0.text(),
          minimum: $0.double(), maximum: $0.double(), mean: $0.double(),
          first: $0.list { $0.double() })
      })
  case 8:
    return .distributions(
      epoch: epoch,
      source.list {
        Distribution(
          name: $0.text(), kind: $0.flag() ? .weight : .activation, minimum: $0.double(),
          maximum: $0.double(), mean: $0.double(), deviation: $0.double(),
          zeroFraction: $0.double(), nonFinite: $0.int(), histogram: $0.list { $0.below(250) })
      })
  default:
    return .samples(
      epoch: epoch,
      source.list {
        WorstSample(
          row: $0.int(), label: $0.below(9), predicted: $0.below(9), confidence: $0.double(),
          features: [0, 1, 2, 3], image: $0.flag() ? .init(width: 2, height: 2) : nil)
      })
  }
}
