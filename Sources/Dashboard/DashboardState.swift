import Cells
import Run

/// Everything the screen shows. Changed only by `update`, drawn only by `view`.
public struct DashboardState: Sendable {
  /// A vertical line on the charts.
  public struct Mark: Sendable, Equatable {
    public enum Kind: Sendable { case raised, fixed, bugOn, setting }
    public var epoch: Int
    public var kind: Kind
  }

  public enum Overlay: Sendable, Equatable { case help, bugs, presets, optimizers, quit }

  public internal(set) var run: RunInfo?
  public internal(set) var phase = TrainingPhase.running
  public internal(set) var history = SeriesTable()
  /// Runs of this sitting that came before, newest last.
  public internal(set) var earlier: [SeriesTable] = []
  /// The runs of several logs or of one, side by side; nil for a single run and for what trains here.
  public internal(set) var runs: RunRows?
  /// The log was asked to begin once more.
  var isReadAgain = false
  /// The part of a large log that has been read.
  var loading: Double?
  public internal(set) var twin: SeriesTable?
  /// How large all gradients together were when they were last looked at.
  var norms = SeriesTable()
  public internal(set) var marks: [Mark] = []
  public internal(set) var listing: [ListingLine] = []
  public internal(set) var activeBugs: Set<String> = []
  public internal(set) var failure: FailureReport?
  /// What the trainer was asked to look at more closely.
  public internal(set) var looks = Looks()
  var usage = RecentUsage()
  public internal(set) var messages: [String] = []
  /// What the terminal of a watched program shows.
  public internal(set) var output: [String] = []
  /// The processes of a program under `torchrun`.
  public internal(set) var ranks = RankTable()
  public internal(set) var curves = CurveView()
  /// The quantities that there are charts of, of the series that fit the filter.
  public internal(set) var charts: [ChartGroup] = []
  /// How many series there were when charts were made of them.
  var groupedSeries = 0
  /// A regular expression for the names of series; empty for all of them.
  public internal(set) var filter = ""
  /// The filter while it is typed.
  var filterLine: LineEditor?
  /// The page of charts that is shown, where they do not fit on one.
  var chartPage = 0
  public internal(set) var overlay: Overlay?
  /// The loop's text while it is edited, and one that was left before it was a loop.
  var editor: LoopEditor?
  var draft: LoopEditor?
  /// The row chosen in a list, and what was typed to search it.
  public internal(set) var choice = 0
  public internal(set) var search = ""
  /// The panel that fills the screen.
  public internal(set) var zoomed: Panel?
  public internal(set) var focus = Panel.noCharts
  /// The panels a person put into places of the layout.
  var shown: [Layout.Slot: Panel] = [:]
  /// The first row shown of the panels that a person has scrolled.
  var scroll: [Panel: Int] = [:]
  /// Columns by which a person has moved the loop's long lines to the left.
  var listingColumn = 0
  /// The bug that the keys up and down stand at in the panel of bugs; nil while they stand nowhere.
  var bugChoice: Int?
  /// A bug is to be guessed; what is hidden meanwhile, and the guess as it is typed.
  var game: GuessGame?
  var secrets = Secrets()
  var guessLine: LineEditor?
  /// The epoch of the past that the panels show; nil for the present.
  public internal(set) var scrubbed: Int?
  /// Ctrl-C was passed to the program.
  var hasInterrupted = false
  /// A healthy twin is to be trained alongside.
  var wantsTwin = false
  public internal(set) var pace: Double?
  public internal(set) var learningRate = 0.0
  public internal(set) var rate = RateMeter()
  public internal(set) var end: EndStatus?
  /// Where things stood when last drawn, for the mouse.
  var lastLayout: Layout?
  var lastSize = (width: 80, height: 24)
  /// What the trainer was last asked to send.
  var observed: Set<Observation.Kind>?

  /// One line that is shown in place of the keys until the next key is pressed.
  public internal(set) var notice: String?
  /// When the line was first seen.
  var noticeTime: Double?
  public internal(set) var theme: Theme
  public var glyphs: Glyphs
  /// The terminal has colours.
  public var hasColor = true
  public internal(set) var presets: [(name: String, summary: String)]
  /// The events come from a log: nothing can be fixed, and nothing is lost by leaving.
  public let showsLog: Bool
  /// The events come from a program that is watched: it ends when the screen does.
  public let showsProgram: Bool

  public init(
    presets: [(name: String, summary: String)] = [], pace: Double? = 60,
    glyphs: Glyphs = .unicode, theme: Theme = .standard, showsLog: Bool = false,
    showsProgram: Bool = false, game: GuessGame? = nil
  ) {
    self.game = game
    self.showsLog = showsLog || showsProgram
    self.showsProgram = showsProgram
    self.presets = presets
    self.pace = pace
    self.glyphs = glyphs
    self.theme = theme
  }

  /// Classes are told apart by the colour of their ground; else by characters.
  var paintsGrounds: Bool { hasColor && !glyphs.isASCII && theme.name != Theme.mono.name }

  /// The bugs that fit a search, in the catalogue's order.
  var foundBugs: [BugInfo] {
    let all = run?.bugs ?? []
    return search.isEmpty
      ? all : all.filter { "\($0.id) \($0.title)".lowercased().contains(search.lowercased()) }
  }

  var foundPresets: [(name: String, summary: String)] {
    search.isEmpty
      ? presets
      : presets.filter { "\($0.name) \($0.summary)".lowercased().contains(search.lowercased()) }
  }

  var foundOptimizers: [OptimizerInfo] {
    let all = run?.optimizers ?? []
    return search.isEmpty ? all : all.filter { $0.name.contains(search.lowercased()) }
  }

  /// Whether `f` can do something: about what raised or trains wrongly, or a bug that is to raise.
  var canFix: Bool {
    guard !showsLog, !isGuessing else { return false }
    if let failure { return failure.diagnosis?.change != nil }
    return looks.symptoms.contains { $0.isFault && $0.change != nil }
      || run?.bugs.contains { $0.raises && activeBugs.contains($0.id) } == true
  }

  /// The epoch training stands at.
  var epoch: Int {
    history.lastEpoch.flatMap { Int(exactly: $0.rounded(.down)) }.map { $0 + 1 } ?? 0
  }

  /// What the rate counts: steps where another program names no number of epochs, as an epoch of
  /// it may take an hour, or it has none.
  var counted: (unit: String, count: Int) {
    let orderAlone = history.count > 0 && !history.axes.contains(.epoch)
    let step = history.lastStep.flatMap { Int(exactly: $0.rounded(.down)) }
    guard showsLog, run?.epochs ?? 0 == 0, let steps = step ?? (orderAlone ? history.count : nil)
    else { return ("epoch", epoch) }
    return ("step", steps)
  }
}

/// Epochs or steps a second, from those counted between two readings of the clock.
public struct RateMeter: Sendable, Equatable {
  private var lastTime: Double?
  private var lastCount = 0
  public private(set) var perSecond: Double?

  public init() {}

  /// Takes a reading, at most twice a second.
  mutating func update(time: Double, count: Int) {
    guard let lastTime, count >= lastCount else {
      (self.lastTime, lastCount) = (time, count)
      return
    }
    let elapsed = time - lastTime
    guard elapsed >= 0.5 else { return }
    let now = Double(count - lastCount) / elapsed
    perSecond = perSecond.map { $0 * 0.4 + now * 0.6 } ?? now
    (self.lastTime, lastCount) = (time, count)
  }

  mutating func reset() { self = RateMeter() }
}

extension DashboardState {
  /// Whether the screen changes by itself.
  public var isRunning: Bool { phase == .running && end == nil }
}
