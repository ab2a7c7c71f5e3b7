/// The changes that lead from some lines to others, so that they can be made on lines that differ a
/// little from the first, or taken back one at a time.
struct LinePatch {
  /// Neighbouring lines that changed.
  private struct Hunk {
    /// Of the old lines, and of the new.
    var old: Range<Int>
    var new: Range<Int>
  }

  private let old: [String]
  private let new: [String]
  private let hunks: [Hunk]

  init(from old: [String], to new: [String]) {
    (self.old, self.new) = (old, new)
    let difference = new.difference(from: old)
    var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var hunks: [Hunk] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      let start = (i, j)
      while removed.contains(i) { i += 1 }
      while inserted.contains(j) { j += 1 }
      if (i, j) == start {
        i += 1
        j += 1
      } else {
        hunks.append(Hunk(old: start.0..<i, new: start.1..<j))
      }
    }
    self.hunks = hunks
  }

  /// Makes the changes on other lines; nil where a line to be changed is not there, or stands
  /// otherwise. What has only moved to the right or left is still the same, and takes its new
  /// lines along.
  func applied(to lines: [String]) -> [String]? {
    if lines == old { return new }
    var places: [Int?] = Array(repeating: nil, count: old.count)
    let code = (old.map(\.withoutIndentation), lines.map(\.withoutIndentation))
    let difference = code.1.difference(from: code.0)
    var gone: Set<Int> = []
    var added: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var place = 0
    for index in old.indices where !gone.contains(index) {
      while added.contains(place) { place += 1 }
      places[index] = place
      place += 1
    }
    var result = lines
    for hunk in hunks.reversed() {
      guard let (range, neighbour) = target(hunk, places, count: lines.count) else { return nil }
      let shift = neighbour.map { lines[$0.1].indentation - old[$0.0].indentation } ?? 0
      result.replaceSubrange(range, with: new[hunk.new].map { $0.indented(by: shift) })
    }
    return result
  }

  /// Where a change is to be made, and an old line near it with its place there.
  private func target(_ hunk: Hunk, _ places: [Int?], count: Int) -> (Range<Int>, (Int, Int)?)? {
    if hunk.old.isEmpty {
      let index = hunk.old.lowerBound
      if index == 0, old.isEmpty { return (count..<count, nil) }
      if index > 0, let before = places[index - 1] {
        return (before + 1..<before + 1, (index - 1, before))
      }
      guard index < places.count, let after = places[index] else { return nil }
      return (after..<after, (index, after))
    }
    guard let first = places[hunk.old.lowerBound] else { return nil }
    for (offset, index) in hunk.old.enumerated() where places[index] != first + offset {
      return nil
    }
    return (first..<first + hunk.old.count, (hunk.old.lowerBound, first))
  }

  /// The new lines without the change that made one of them, counted from 0; nil where none did.
  func takingBack(_ line: Int) -> [String]? {
    guard let hunk = hunks.first(where: { $0.new.contains(line) }) else { return nil }
    var result = new
    result.replaceSubrange(hunk.new, with: old[hunk.old])
    return result
  }
}

extension LoopText {
  /// The changes that lead from one text to another, made on this one.
  func patched(from old: LoopText, to new: LoopText) throws -> LoopText {
    guard
      let setup = LinePatch(from: old.setupLines, to: new.setupLines).applied(to: setupLines),
      let loop = LinePatch(from: old.loopLines, to: new.loopLines).applied(to: loopLines)
    else { throw EditError.changed }
    return LoopText(setup: setup.joined(separator: "\n"), loop: loop.joined(separator: "\n"))
  }

  /// This text without the change of `old` that made one of its lines, counted from 1; nil where
  /// none did.
  public func takingBack(_ line: Int, to old: LoopText) -> LoopText? {
    let count = setupLines.count
    if line <= count {
      let lines = LinePatch(from: old.setupLines, to: setupLines).takingBack(line - 1)
      return lines.map { LoopText(setup: $0.joined(separator: "\n"), loop: loop) }
    }
    let lines = LinePatch(from: old.loopLines, to: loopLines).takingBack(line - count - 1)
    return lines.map { LoopText(setup: setup, loop: $0.joined(separator: "\n")) }
  }

  /// How many of a whole text's lines stand before the loop, when the text was made by editing this
  /// one: those that did before, and the ones written in their place.
  public func setupCount(ofEdited lines: [String]) -> Int {
    let count = setupLines.count
    guard count > 0 else { return 0 }
    let difference = lines.difference(from: self.lines)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    // Behind the last line that stayed come those written in place of the ones after it.
    let lastKept = (0..<count).last { !removed.contains($0) }
    var place = 0
    for index in 0..<((lastKept ?? -1) + 1) where !removed.contains(index) {
      while inserted.contains(place) { place += 1 }
      place += 1
    }
    for _ in ((lastKept ?? -1) + 1)..<count where inserted.contains(place) { place += 1 }
    return place
  }
}

extension String {
  fileprivate var indentation: Int { prefix { $0 == " " }.count }

  fileprivate var withoutIndentation: Substring { drop { $0 == " " } }

  fileprivate func indented(by shift: Int) -> String {
    if isEmpty || shift == 0 { return self }
    return shift > 0
      ? String(repeating: " ", count: shift) + self
      : String(dropFirst(Swift.min(-shift, indentation)))
  }
}
