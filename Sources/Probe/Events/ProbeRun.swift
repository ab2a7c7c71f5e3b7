import Run

/// A PyTorch program as a run: what its processes say becomes the events of the one stream that the
/// dashboard and the logs read.
///
/// What `backward()` is called on is the series `step loss`: the program may print a `loss` of its own.
/// Under `torchrun` the listing, the gradients and the values are those of rank 0; of the other ranks
/// there are the series (`rank1/step loss`), their reports and their end.
public struct ProbeRun {
  private struct Process {
    var rank: Int?
    var rate: Double?
    var hasEnded = false
    /// Nil outside `torchrun`.
    var reading: RankReading?

    var isFirst: Bool { (rank ?? 0) == 0 }
    /// What the names of its series begin with.
    var prefix: String { isFirst ? "" : "rank\(rank ?? 0)/" }
    /// What is said of it begins with this.
    var label: String { rank.map { "rank \($0): " } ?? "" }
    var readingEvents: [TrainingEvent] { reading.map { [.rank($0)] } ?? [] }

    /// A batch says little, the mean of the last ones more.
    mutating func smooth(_ value: Double) {
      guard var reading else { return }
      reading.loss = Self.mean(reading.loss, value, share: 0.1)
      self.reading = reading
    }

    mutating func smooth(_ step: ProbeEvent.Step) {
      guard var reading else { return }
      reading.step = step.step
      // While it is traced each rank is slower, and not by the same.
      if !step.tracing, let seconds = step.seconds, let forward = step.forward {
        reading.stepSeconds = Self.mean(reading.stepSeconds, seconds, share: 0.3)
        reading.forwardSeconds = Self.mean(reading.forwardSeconds, forward, share: 0.3)
      }
      self.reading = reading
    }

    private static func mean(_ before: Double?, _ value: Double, share: Double) -> Double {
      guard let before, before.isFinite else { return value }
      return before * (1 - share) + value * share
    }
  }

  private var processes: [Int: Process] = [:]

  public init() {}

  /// What comes before the first process says anything: the run has the command's name.
  public func begin(_ name: String) -> [TrainingEvent] {
    let info = RunInfo(
      preset: name, model: "", optimizer: "", learningRate: .nan, seed: 0, epochs: 0)
    return [.run(info), .phase(.running)]
  }

  /// What comes after the program's end; `code` is its exit code as a shell has it.
  public func end(code: Int32) -> [TrainingEvent] {
    let said = processes.isEmpty ? [TrainingEvent.print(Self.sawNothing)] : []
    // A signal that a person sends ends a run early; anything else but 0 is a failure.
    let isInterrupted = [1, 2, 15].contains(code - 128)
    if code == 0 { return said + [.phase(.finished), .end(.finished)] }
    return said + [
      .print("the program ended with exit code \(code)"),
      .end(isInterrupted ? .interrupted : .failed),
    ]
  }

  private static let sawNothing =
    "the probe saw no training: no Python 3.9 or later that imports torch, or a cleared environment"

  public mutating func events(for message: ProbeMessage) -> [TrainingEvent] {
    switch message {
    case .event(let number, let event):
      var process = processes[number] ?? Process()
      defer { processes[number] = process }
      return Self.events(for: event, of: &process)
    case .closed(let number):
      guard var process = processes[number], !process.hasEnded else { return [] }
      process.reading?.state = .lost
      return process.readingEvents + [.print("\(process.label)the process ended without a word")]
    }
  }

  private static func events(for event: ProbeEvent, of process: inout Process) -> [TrainingEvent] {
    switch event {
    case .hello(let hello):
      process.rank = hello.rank
      process.reading = hello.rank.map { RankReading(rank: $0) }
      let place = hello.rank.map { " (rank \($0) of \(hello.worldSize ?? 0))" } ?? ""
      return process.readingEvents + [
        .print("torch \(hello.torch), Python \(hello.python)\(place)")
      ]
    case .listing(let listing): return process.isFirst ? [.listing(lines(listing))] : []
    case .lines(let made):
      guard process.isFirst else { return [] }
      let values = made.lines.map { LineValue(line: $0.line, shape: $0.shape, gradFn: $0.gradFn) }
      return [.observation(.values(epoch: made.step, values))]
    case .loss(let losses):
      for value in losses.values { process.smooth(value) }
      process.reading?.step = losses.steps.last ?? 0
      return zip(losses.steps, losses.values).map { step, value in
        .record(Record(step: step, values: [Record.Value(process.prefix + "step loss", value)]))
      }
    case .step(let step):
      process.smooth(step)
      guard let rate = step.lr, rate != process.rate else { return process.readingEvents }
      process.rate = rate
      return process.readingEvents + [
        .record(Record(step: step.step, values: [Record.Value(process.prefix + "lr", rate)]))
      ]
    case .gradients(let gradients):
      guard process.isFirst else { return [] }
      return [
        .observation(
          .gradients(epoch: gradients.step, gradients.parameters.map(ParameterStatistics.init)))
      ]
    // What it prints is read from its terminal.
    case .print: return []
    case .report(let report):
      if report.level == .error { process.reading?.state = .failed }
      return process.readingEvents + events(for: report, of: process)
    case .dropped(let dropped):
      return [.print("\(process.label)\(dropped.count) events were left out: the reader was slow")]
    case .end:
      process.hasEnded = true
      if process.reading?.state == .running { process.reading?.state = .ended }
      return process.readingEvents
    }
  }

  /// What raised is an error; what did not is a symptom that stays.
  private static func events(for report: ProbeEvent.Report, of process: Process) -> [TrainingEvent]
  {
    switch report.level {
    case .error: return [.error(FailureReport(report, label: process.label)), .phase(.parked)]
    case .fault:
      let place = report.cut.first?.at ?? report.at
      let at = place.map { " (line \($0.line): \($0.text))" } ?? ""
      return [
        .symptom(
          Symptom(
            id: report.kind, epoch: report.step, unit: .step,
            text: "\(process.label)\(report.headline)\(at). \(report.why)", fix: report.fix,
            line: place?.line))
      ]
    case .note: return [.print(process.label + report.headline)]
    }
  }

  /// The program's lines with their own numbers, less the indentation that all of them have.
  private static func lines(_ listing: ProbeEvent.Listing) -> [ListingLine] {
    let blanks = listing.lines.map { $0.prefix { $0 == " " }.count }
    let written = zip(blanks, listing.lines).filter { !$0.1.allSatisfy { $0 == " " } }
    let common = written.map(\.0).min() ?? 0
    return zip(blanks, listing.lines).enumerated().map { index, line in
      let (blanks, text) = line
      let own = max(blanks - common, 0)
      return ListingLine(
        number: listing.first + index, code: String(text.dropFirst(blanks)), depth: own / 4,
        blanks: own)
    }
  }
}

extension ParameterStatistics {
  init(_ parameter: ProbeEvent.Gradients.Parameter) {
    let gradient: Gradient =
      switch parameter.gradient {
      case nil: .none
      case .some(let norm) where !norm.isFinite: .nonFinite
      case .some(let norm): norm == 0 ? .zero : .finite
      }
    self.init(
      name: parameter.name, shape: parameter.shape, gradient: gradient,
      gradientNorm: parameter.gradient, weightNorm: parameter.weight ?? .nan, updateRatio: nil)
  }
}

extension FailureReport {
  /// `label` says of which process it is.
  init(_ report: ProbeEvent.Report, label: String) {
    let words = report.headline.split(separator: ":", maxSplits: 1)
    let hasType = words.count == 2
    let cut = report.path.firstIndex { $0.cut } ?? report.path.endIndex
    self.init(
      type: label + (hasType ? String(words[0]) : "Error"),
      message: hasType ? String(words[1].drop { $0 == " " }) : report.headline,
      epoch: report.step, unit: .step, line: report.at?.line ?? 0, code: report.at?.text ?? "",
      diagnosis: Diagnosis(
        kind: report.kind, operation: report.cut.first?.by, line: report.cut.first?.at?.line,
        chain: report.path.enumerated().map {
          Diagnosis.Link(text: $1.text, line: $1.line, isCut: $1.cut, isDead: $0 > cut)
        }, why: report.why, fix: report.fix.isEmpty ? nil : report.fix,
        withoutGradient: report.noGrad, parameterCount: report.parameters))
  }
}
