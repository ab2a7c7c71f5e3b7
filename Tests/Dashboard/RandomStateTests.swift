import Run
import RunLog
import Testing

@testable import Cells
@testable import Dashboard

/// Ten thousand states that nobody thought of, each on a screen of a size that nobody thought of.
@Suite struct RandomStateTests {
  static let count = 10_000
  static let parts = 8

  @Test(arguments: 0..<parts)
  func everyStateIsDrawnWithinItsScreen(_ part: Int) {
    for seed in stride(from: part, to: Self.count, by: Self.parts) {
      var chance = Chance(seed: seed)
      let hasInput = chance.one(in: 2)
      chance.hasHugeNumbers = hasInput
      var state = DashboardState(
        presets: [(chance.text(), chance.text())], glyphs: chance.one(in: 4) ? .ascii : .unicode,
        theme: chance.pick(Theme.all))
      _ = state.update(.events(chance.events()))
      let (width, height) = chance.size()
      _ = state.noteLayout(width: width, height: height)
      for _ in 0..<(hasInput ? chance.below(6) : 0) {
        _ = state.update(chance.message(width: width, height: height))
      }
      let screen = state.view(width: width, height: height)
      expectSound(screen, width: width, height: height, seed: seed)
      if !hasInput { expectSpikeIsSeen(state, &chance, seed: seed) }
    }
  }

  /// The size asked for, whole characters, and nothing that a terminal would take for a command.
  private func expectSound(_ screen: Screen, width: Int, height: Int, seed: Int) {
    guard screen.width == width, screen.height == height, screen.cells.count == width * height
    else {
      Issue.record("seed \(seed): \(screen.width)×\(screen.height), not \(width)×\(height)")
      return
    }
    for (index, cell) in screen.cells.enumerated() {
      if cell == Cell() { continue }
      let isRightHalf = cell.isContinuation
      let isLast = index % width == width - 1
      let next = isLast ? nil : screen.cells[index + 1]
      let columns = cell.character.columns
      let isSound =
        isRightHalf
        ? index % width > 0 && screen.cells[index - 1].character.columns == 2
        : columns == 1 || (columns == 2 && next?.isContinuation == true)
      let isHarmless = cell.character.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value)
          && $0.properties.generalCategory != .format
      }
      if !isSound || !isHarmless {
        Issue.record(
          "seed \(seed): cell \(index % width),\(index / width): \(cell.character.debugDescription)"
        )
        return
      }
    }
  }

  /// One epoch of the run is made the largest of all by far, wherever it lies: its column reaches
  /// into the upper half of the loss chart.
  private func expectSpikeIsSeen(_ before: DashboardState, _ chance: inout Chance, seed: Int) {
    guard before.overlay == nil, before.history["train/loss"] != nil else { return }
    var state = before
    let epoch = state.epoch + chance.below(20)
    let isTrain = chance.one(in: 2)
    for index in state.epoch..<(epoch + 1 + chance.below(20)) {
      var record = Scene.record(index)
      if index == epoch {
        if isTrain { record.trainLoss = 1e30 } else { record.testLoss = 1e30 }
      }
      _ = state.update(.events([.epoch(record)]))
    }
    // Another look at it: time on the axis, smoothing.
    for key in ["x", "w"] where chance.one(in: 3) {
      _ = state.update(.input(.key(.character(Character(key)))))
    }
    let (width, height) = chance.size()
    guard
      let place = state.layout(width: width, height: height)?.places.first(where: {
        $0.panel == .loss
      })
    else { return }
    let plot = Chart.plot(in: place.rect.inset())
    guard plot.width > 1, plot.height >= 4 else { return }
    guard let group = state.charts.first(where: { $0.title == "loss" }) else {
      Issue.record("seed \(seed): no chart of the loss")
      return
    }
    let chart = state.chart(group, resolution: plot.width * 2)
    guard let column = chart.column(of: state.curveX(ofEpoch: Double(epoch)), plot) else {
      Issue.record("seed \(seed): epoch \(epoch) is not on the screen")
      return
    }
    let screen = state.view(width: width, height: height)
    let roles: Set<Role> = [.train, .test, .trainRaw, .testRaw]
    // A column may round to its neighbour.
    let isSeen = (column - 1...column + 1).contains { x in
      (plot.y..<(plot.y + plot.height / 2)).contains { roles.contains(screen[x, $0].style.role) }
    }
    if !isSeen {
      Issue.record("seed \(seed): spike at \(epoch) of \(state.history.count):\n\(screen.text)")
    }
  }
}

/// Chance from a seed.
struct Chance {
  private var state: UInt64 = 0
  /// Beside which no spike would be one.
  var hasHugeNumbers = true

  init(seed: Int) {
    state = UInt64(seed)
    // Neighbouring seeds must not give neighbouring streams.
    state = next() ^ 0xD134_2543_DE82_EF95
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }
  mutating func one(in count: Int) -> Bool { below(count) == 0 }
  mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }

  /// Mostly small, since a screen costs what it has of cells.
  mutating func size() -> (Int, Int) {
    if one(in: 100) { return (1 + below(250), 1 + below(80)) }
    if one(in: 4) { return (40 + below(60), 10 + below(16)) }
    return (1 + below(44), 1 + below(12))
  }

  static let pieces = [
    "\u{1b}[2J", "\u{7}", "\r\n", "\u{9b}31m", "\u{0}", "\u{7f}", "日本", "e\u{301}", "👨‍👩‍👧",
    "\u{202e}", "\u{200b}", "loss", "weight", "a/b", " ", "ظ",
    "\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1100}\u{1161}", "…", "\u{fe0f}", "\u{feff}", "\u{e000}", "%s%n", "\u{1b}]0;title\u{7}",
    "🇩🇪", "x",
  ]

  mutating func text() -> String {
    (0..<below(6)).map { _ in pick(Self.pieces) }.joined()
  }

  mutating func number() -> Double {
    switch below(12) {
    case 0: .nan
    case 1: .infinity
    case 2: -.infinity
    case 3:
      hasHugeNumbers
        ? pick([
          .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -1e300,
        ]) : pick([0, -0.0, 1e-9, -1])
    default: Double(below(1000)) / 500
    }
  }

  mutating func record(_ epoch: Int) -> EpochRecord {
    EpochRecord(
      epoch: epoch, trainLoss: number(), trainAccuracy: number(), testLoss: number(),
      testAccuracy: number(), learningRate: one(in: 8) ? number() : 0.01, seconds: number())
  }

  mutating func events() -> [TrainingEvent] {
    var list: [TrainingEvent] = []
    if !one(in: 8) {
      var run = RunInfo(
        preset: text(), summary: text(), model: text(), optimizer: text(), learningRate: number(),
        seed: next(), epochs: below(3) * below(1000), classNames: [text()])
      run.parameters = [.init(name: text(), shape: [below(5)])]
      run.bugs = [BugInfo(id: text(), title: text(), raises: true, explanation: text())]
      list.append(.run(run))
    }
    list.append(
      .listing(
        (0..<below(6)).map { line in
          ListingLine(
            number: one(in: 4) ? nil : line + 1, code: text(), depth: below(4),
            change: pick([.same, .added, .removed]))
        }))
    var epoch = 0
    for _ in 0..<below(24) {
      epoch += one(in: 10) ? below(50) : 1
      list.append(.epoch(record(epoch)))
    }
    for _ in 0..<below(5) { list.append(event(epoch)) }
    return list
  }

  private mutating func event(_ epoch: Int) -> TrainingEvent {
    switch below(11) {
    case 0: return .twin(record(epoch))
    case 1: return .bug(BugSwitch(id: text(), isOn: one(in: 2), epoch: below(epoch + 9)))
    case 2:
      return .error(
        FailureReport(
          type: text(), message: text() + text(), epoch: epoch, line: below(9), code: text(),
          diagnosis: one(in: 2)
            ? nil
            : Diagnosis(
              kind: text(), operation: text(), line: below(9), chain: [.init(text: text())],
              why: text() + text() + text(), fix: text(), withoutGradient: [text()],
              parameterCount: below(9))))
    case 3: return .fixed(epoch: epoch)
    case 4: return .setting(name: pick(["lr", "optimizer", text()]), value: text(), epoch: epoch)
    case 5:
      return .phase(
        pick([.running, .paused(line: nil), .paused(line: below(9)), .parked, .finished]))
    case 6:
      return .observation(
        .values(
          epoch: epoch,
          [LineValue(line: below(6), shape: [below(99)], gradFn: text(), isCut: one(in: 2))]))
    case 8:
      return .record(
        Record(
          epoch: one(in: 2) ? Double(epoch) : nil, step: one(in: 4) ? epoch : nil,
          values: (0..<below(4)).map { .init("x\($0)" + text(), number()) }))
    case 9: return .value(name: "y" + text(), value: number(), epoch: epoch)
    case 7: return .end(pick([.finished, .interrupted, .failed]))
    default: return .twinDiverged(epoch: epoch)
    }
  }

  /// A key of the table, any other, the mouse anywhere, or words from outside.
  mutating func message(width: Int, height: Int) -> Message {
    switch below(8) {
    case 0: return .input(.key(pick(Array("abz09 ~é日\u{1b}").map(Key.character))))
    case 1: return .notice(text())
    case 2: return .tick(number())
    case 3:
      return .input(
        .mouse(
          pick([.click, .doubleClick, .drag, .release, .wheelUp, .wheelDown]), x: below(width),
          y: below(height)))
    default: return .input(.key(pick(pick(KeyBinding.table).keys)))
    }
  }
}
