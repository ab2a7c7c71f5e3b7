import Cells
import Run
import Text

@testable import Dashboard

extension FuzzTarget {
  /// Keys, the mouse, sizes of the window and what a run says, in any order, into the dashboard's state
  /// and its screen.
  static let keys = FuzzTarget(name: "keys", longest: 200) { bytes in
    var source = ByteSource(bytes)
    let kind = source.below(4)
    var state = DashboardState(
      presets: [("seed", "one"), (source.text(), source.text())],
      glyphs: source.flag() ? .ascii : .unicode, theme: source.pick(Theme.all),
      showsLog: kind == 1, showsProgram: kind == 2,
      game: kind == 3 ? game(&source) : nil)
    var (width, height) = (1 + source.below(100), 1 + source.below(30))
    _ = state.noteLayout(width: width, height: height)
    var drawn = 0
    while !source.isEmpty {
      let message = message(&source, &width, &height)
      for effect in state.update(message) {
        if case .editOutside(let lines) = effect { _ = state.update(.edited(lines)) }
      }
      _ = state.noteLayout(width: width, height: height)
      // A screen costs more than all else.
      drawn += 1
      if drawn % 16 == 0 || source.isEmpty { try draw(state, width, height) }
    }
    if bytes.count % 4 == 0 { _ = state.figure().svg() }
  }
}

private func draw(_ state: DashboardState, _ width: Int, _ height: Int) throws {
  let screen = state.view(width: width, height: height)
  guard screen.width == width, screen.height == height else {
    throw FuzzFault("a screen of \(screen.width)×\(screen.height), not \(width)×\(height)")
  }
  for cell in screen.cells where !cell.isContinuation {
    guard cell.character.unicodeScalars.allSatisfy({ !$0.isUnsafe }) else {
      throw FuzzFault("a cell holds \(cell.character.debugDescription)")
    }
  }
}

private let special: [Key] = [
  .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backTab,
  .backspace, .delete, .wordLeft, .wordRight, .control("u"), .control("k"), .control("w"),
  .control("z"), .control("_"), .control("a"), .control("e"),
]

private func message(_ source: inout ByteSource, _ width: inout Int, _ height: inout Int) -> Message
{
  let byte = source.byte()
  switch byte {
  case 32..<127: return .input(.key(.character(Character(Unicode.Scalar(UInt8(byte))))))
  case 0..<32: return .input(.key(special[byte % special.count]))
  case 127..<140:
    return .input(
      .mouse(
        source.pick([.click, .doubleClick, .drag, .release, .wheelUp, .wheelDown]),
        x: source.below(width + 2) - 1, y: source.below(height + 2) - 1))
  case 140..<148:
    (width, height) = (1 + source.below(90), 1 + source.below(30))
    return .input(.resize(width: width, height: height))
  case 148..<152: return .tick(source.double())
  case 152..<154: return .notice(source.text())
  case 154..<156: return .loading(source.flag() ? source.double() : nil)
  case 156..<158: return .edited(source.list { $0.text() })
  case 158..<160:
    return .usage(ProcessUsage(residentBytes: source.int(), processorShare: source.double()))
  case 160..<168:
    let events = source.list { event(&$0) }
    return .log(source.below(4), name: source.text(), events)
  case 168..<170: return .presets([(source.text(), source.text())])
  case 170..<174: return .input(.key(.character(source.pick(["é", "日", "\u{1b}", "\u{301}"]))))
  default: return .events(source.list { event(&$0) })
  }
}

/// A game's lines are those of its own listing, and come from nowhere else.
private func game(_ source: inout ByteSource) -> GuessGame {
  let bug = BugInfo(id: "argmax", title: source.text(), raises: true)
  return GuessGame(
    answer: bug, fix: source.text(), lines: source.list { $0.below(40) },
    missingAfter: source.flag() ? source.below(40) : nil,
    candidates: [bug, BugInfo(id: "detach", title: source.text(), raises: source.flag())])
}
