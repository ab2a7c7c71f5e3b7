import Loop
import Run

/// The training loop as text, with a note of which bug wrote which line.
public struct Listing: Sendable, Equatable {
  public private(set) var text: LoopText
  /// The bug that wrote each line, setup first; nil for the loop's own.
  private var bugs: [String?]

  public init(_ text: LoopText) {
    self.text = text
    bugs = Array(repeating: nil, count: text.lines.count)
  }

  /// Makes an edit; lines that the text did not have are `bug`'s from now on.
  mutating func apply(_ edit: LoopEdit, bug: String) throws {
    replace(try text.applying(edit), bug: bug)
  }

  /// Puts another text in place of this one, in the same way.
  mutating func replace(_ changed: LoopText, bug: String?) {
    let difference = changed.code.difference(from: text.code)
    var bugs: [String?] = self.bugs
    for case .remove(let offset, _, _) in difference.removals.reversed() {
      bugs.remove(at: offset)
    }
    for case .insert(let offset, _, _) in difference.insertions { bugs.insert(bug, at: offset) }
    (text, self.bugs) = (changed, bugs)
  }

  /// The source of a line, which counts from 1, without its indentation; empty for none.
  func code(ofLine line: Int) -> String {
    let lines = text.lines
    guard lines.indices.contains(line - 1) else { return "" }
    return String(lines[line - 1].drop { $0 == " " })
  }

  /// The bug that wrote a line, which counts from 1.
  func bug(ofLine line: Int) -> String? {
    bugs.indices.contains(line - 1) ? bugs[line - 1] : nil
  }

  /// The lines as a reader shows them: a diff against the healthy loop.
  func display(against healthy: Listing) -> [ListingLine] {
    let (new, old) = (text.lines, healthy.text.lines)
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in text.code.difference(from: healthy.text.code) {
      switch change {
      case .insert(let offset, _, _): added.insert(offset)
      case .remove(let offset, _, _): removed.insert(offset)
      }
    }
    var result: [ListingLine] = []
    var place = 0
    func takeRemoved() {
      while removed.contains(place) {
        result.append(ListingLine(number: nil, source: old[place], change: .removed))
        place += 1
      }
    }
    for (index, line) in new.enumerated() {
      takeRemoved()
      let isAdded = added.contains(index)
      result.append(
        ListingLine(
          number: index + 1, source: line, change: isAdded ? .added : .same, bug: bugs[index]))
      if !isAdded { place += 1 }
    }
    takeRemoved()
    return result
  }
}

extension LoopText {
  /// The lines without indentation: one that only moved under a `with` is still the same.
  fileprivate var code: [Substring] { lines.map { $0.drop { $0 == " " } } }
}

extension ListingLine {
  /// A line of source text; four blanks are one step of indentation.
  fileprivate init(number: Int?, source: String, change: Change, bug: String? = nil) {
    let code = source.drop { $0 == " " }
    self.init(
      number: number, code: String(code), depth: (source.count - code.count + 3) / 4,
      blanks: source.count - code.count, change: change, bug: bug)
  }
}
