import Cells
import Run

/// What a key makes the dashboard do.
enum Action: Sendable, Equatable {
  case togglePause, stepStatement, stepEpoch, runToError
  case showBugs
  case toggleBug(Int)
  case fix, restart, nextSeed
  /// Says which bug is on, where that is to be guessed.
  case guess
  case showPresets, showOptimizers, showMessages, showHelp
  case toggleTwin
  /// Into the past and back.
  case scrub
  case faster, slower, raiseRate, lowerRate
  case curves(CurveAction)
  case runs(RunAction)
  /// Which charts are shown: those that fit a filter, a page of them.
  case filter
  case turnPage(Int)
  case nextTheme, savePicture
  /// The focused panel's text to the clipboard, and as a table to a file.
  case copyPanel, writePanel
  /// Into the loop's lines, here or in the person's own editor.
  case edit, openEditor
  case editor(EditorAction)
  case nextPanel, previousPanel, switchPanel, switchPanelBack, zoomPanel, close, quit
  /// Moves the rows of the focused panel.
  case scroll(Int)
}

/// One row of the key table: help and key bar are made from it.
struct KeyBinding: Sendable {
  let keys: [Key]
  /// The key as a person reads it.
  let label: String
  /// One word for the key bar; nil to leave it out there.
  let short: String?
  let help: String
  let action: Action

  init(_ keys: [Key], _ label: String, _ short: String?, _ help: String, _ action: Action) {
    self.keys = keys
    self.label = label
    self.short = short
    self.help = help
    self.action = action
  }

  /// Every key of the main screen, in the order help shows them.
  static let table: [KeyBinding] = [
    KeyBinding([.character(" ")], "space", "pause", "pause, or go on", .togglePause),
    KeyBinding(
      [.character("s")], "s", "statement", "run one statement, then pause", .stepStatement),
    KeyBinding(
      [.character("e")], "e", "epoch", "run to the end of the epoch, then pause", .stepEpoch),
    KeyBinding(
      [.character("E")], "E", nil, "run on without pacing until something raises", .runToError),
    KeyBinding(
      [.character("b")], "b", "bugs", "list of bugs: search, switch on and off", .showBugs),
    KeyBinding([.character("1")], "1", nil, "switch the first bug", .toggleBug(0)),
    KeyBinding([.character("2")], "2", nil, "switch the second bug", .toggleBug(1)),
    KeyBinding([.character("3")], "3", nil, "switch the third bug, and so on to 9", .toggleBug(2)),
    KeyBinding([.character("f")], "f", "fix", "fix what raised, and train on", .fix),
    KeyBinding([.character("G")], "G", nil, "with --guess: say which line, and what", .guess),
    KeyBinding([.character("c")], "c", "edit", "change the loop's lines", .edit),
    KeyBinding(
      [.character("C")], "C", nil, "change the loop in $VISUAL, $EDITOR or vi", .openEditor),
    KeyBinding([.character("r")], "r", "restart", "restart with the same seed", .restart),
    KeyBinding([.character("R")], "R", nil, "restart with the next seed", .nextSeed),
    KeyBinding([.character("p")], "p", "presets", "choose another preset", .showPresets),
    KeyBinding([.character("o")], "o", nil, "choose another optimiser", .showOptimizers),
    KeyBinding(
      [.character("T")], "T", nil, "train a healthy twin alongside, or no longer", .toggleTwin),
    KeyBinding(
      [.character("g")], "g", nil, "go back: left and right show epochs of the past", .scrub),
    KeyBinding(
      [.character("+"), .character("=")], "+", "lr", "raise the learning rate", .raiseRate),
    KeyBinding([.character("-")], "-", nil, "lower the learning rate", .lowerRate),
    KeyBinding([.character("]")], "]", "pace", "train faster", .faster),
    KeyBinding([.character("[")], "[", nil, "train slower", .slower),
    KeyBinding(
      [.character("y")], "y", nil, "logarithmic or linear curves", .curves(.logarithmic)),
    KeyBinding([.character("x")], "x", nil, "x axis: epochs, steps or seconds", .curves(.axis)),
    KeyBinding(
      [.character("/")], "/", "filter", "show the series that fit a regular expression", .filter),
    KeyBinding(
      [.character("m")], "m", "hide", "of several runs: hide this one, or show it", .runs(.hide)),
    KeyBinding(
      [.character("M")], "M", nil, "hide all other runs, or show them", .runs(.hideOthers)),
    KeyBinding([.character(">")], ">", "sort", "sort the runs by the next column", .runs(.sort)),
    KeyBinding([.character("<")], "<", nil, "sort the runs the other way round", .runs(.reverse)),
    KeyBinding(
      [.character("a")], "a", "group", "group the runs by the next setting that differs",
      .runs(.group)),
    KeyBinding([.character("}")], "}", nil, "next page of charts", .turnPage(1)),
    KeyBinding([.character("{")], "{", nil, "page of charts before", .turnPage(-1)),
    KeyBinding([.character("w")], "w", nil, "smooth the curves more, or not", .curves(.smoothing)),
    KeyBinding([.character("i")], "i", nil, "ignore outliers in the scale", .curves(.robust)),
    KeyBinding([.left], "left", nil, "crosshair to the left", .curves(.crosshairLeft)),
    KeyBinding([.right], "right", nil, "crosshair to the right", .curves(.crosshairRight)),
    KeyBinding([.character("z")], "z", nil, "zoom in on x, as the wheel does", .curves(.zoomIn)),
    KeyBinding([.character("Z")], "Z", nil, "zoom out on x", .curves(.zoomOut)),
    KeyBinding([.character(",")], ",", nil, "pan to the left, or drag", .curves(.panLeft)),
    KeyBinding([.character(".")], ".", nil, "pan to the right", .curves(.panRight)),
    KeyBinding([.character("v")], "v", nil, "zoom in on y", .curves(.zoomInY)),
    KeyBinding([.character("V")], "V", nil, "zoom out on y", .curves(.zoomOutY)),
    KeyBinding([.character("u")], "u", nil, "pan up", .curves(.panUp)),
    KeyBinding([.character("d")], "d", nil, "pan down", .curves(.panDown)),
    KeyBinding([.character("0")], "0", nil, "see all curves again", .curves(.reset)),
    KeyBinding([.character("t")], "t", nil, "next theme", .nextTheme),
    KeyBinding([.character("S")], "S", nil, "save the screen as a picture", .savePicture),
    KeyBinding([.character("Y")], "Y", nil, "copy the panel's text to the clipboard", .copyPanel),
    KeyBinding([.character("W")], "W", nil, "write the panel as a table, CSV", .writePanel),
    KeyBinding([.tab], "tab", "panel", "go to the next panel", .nextPanel),
    KeyBinding([.backTab], "S-tab", nil, "go to the panel before", .previousPanel),
    KeyBinding(
      [.character("n")], "n", "view", "show another panel in this place", .switchPanel),
    KeyBinding([.character("N")], "N", nil, "show the panel before it", .switchPanelBack),
    KeyBinding([.enter], "enter", "zoom", "let the panel fill the screen", .zoomPanel),
    KeyBinding([.up], "up", nil, "scroll the panel up", .scroll(-1)),
    KeyBinding([.down], "down", nil, "scroll the panel down", .scroll(1)),
    KeyBinding([.pageUp], "pgup", nil, "scroll up by a page", .scroll(-10)),
    KeyBinding([.pageDown], "pgdn", nil, "scroll down by a page", .scroll(10)),
    KeyBinding([.character("l")], "l", "log", "message log", .showMessages),
    KeyBinding([.character("?"), .character("h")], "?", "help", "this help", .showHelp),
    KeyBinding([.escape], "esc", nil, "close, or leave a panel", .close),
    KeyBinding([.character("q")], "q", "quit", "quit", .quit),
  ]

  /// Whether the key needs something that trains: a log shown again has nothing to change.
  private var isForTrainer: Bool {
    switch action {
    case .stepStatement, .showBugs, .toggleBug, .fix, .guess, .nextSeed, .showPresets,
      .showOptimizers,
      .toggleTwin, .scrub, .raiseRate, .lowerRate, .edit, .openEditor:
      true
    default: false
    }
  }

  /// Whether the key needs several runs.
  private var isForRuns: Bool { if case .runs = action { true } else { false } }

  /// Whether the key needs something that can be held and begun again: several runs side by side
  /// cannot, nor a program of a person's own.
  private var isForPlayer: Bool {
    switch action {
    case .togglePause, .stepEpoch, .runToError, .restart, .faster, .slower: true
    default: false
    }
  }

  /// The keys that do something; with a log, those that something that trains would need are out.
  static func table(forLog: Bool, forRuns: Bool = false, forProgram: Bool = false) -> [KeyBinding] {
    table.filter { key in
      !(forLog && key.isForTrainer) && !((forRuns || forProgram) && key.isForPlayer)
        && (forRuns || !key.isForRuns)
    }
  }

  /// The key, or the pair of keys, as the key bar names it.
  var barLabel: String {
    switch action {
    case .raiseRate: "+/-"
    case .faster: "[ ]"
    case .editor(.indent): "< >"
    default: label
    }
  }

  /// The same with a word for the key bar.
  var shownInBar: KeyBinding {
    action == .openEditor ? KeyBinding(keys, label, "$EDITOR", help, action) : self
  }

  static func action(for key: Key) -> Action? {
    if let found = table.first(where: { $0.keys.contains(key) }) { return found.action }
    guard case .character(let character) = key, let number = character.wholeNumberValue, number > 0
    else { return nil }
    return .toggleBug(number - 1)
  }
}
