import Run

// Bars, which are drawn again and again: what counts is how they were drawn last.

extension Assembler {
  /// Keeps a bar until it is clear that it is not drawn again.
  mutating func hold(_ reading: Reading) {
    guard let bar = reading.bar else { return }
    if reading.values.isEmpty, bar.isComplete, let phase = reading.phase { phases.follow(phase) }
    if reading.values.isEmpty, reading.epoch == nil || reading.epoch == epoch { return }
    // The first bar of a run is of its training.
    if bar.isKeras, epoch != nil, kerasTotal == nil { kerasTotal = bar.total }
    if let old = heldBar, let before = old.bar {
      // Keras does not know at first of how many batches an epoch is: `120/Unknown`.
      let isOfAsMany = before.total == bar.total || bar.isKeras && before.total == nil
      let isSame =
        before.title == bar.title && isOfAsMany && old.epoch == reading.epoch
        && bar.done >= before.done
      // Without epochs the bar counts them itself, and each drawing is a point.
      let isOwnPoint = old.epoch == nil && epoch == nil && before.done != bar.done
      if !isSame || isOwnPoint { settleBar(before: reading) }
    }
    heldBar = reading
    if bar.isComplete, !bar.isRedrawn { settleBar(before: nil) }
  }

  mutating func settleBar(before next: Reading?) {
    guard var reading = heldBar, let bar = reading.bar else { return }
    heldBar = nil
    let isWithinEpoch = reading.epoch != nil || epoch != nil
    if isWithinEpoch {
      if let named = reading.epoch, named != epoch { name(epoch: named) }
      guard isWhole(bar, before: next) else { return }
      let isAgain = lastBar?.title == bar.title && lastBar?.total == bar.total
      lastBar = bar
      if isAgain, !bar.isKeras, redraw(reading) { return }
      if let before = waiting, before.bar?.isKeras == false, reading.phase == nil,
        before.shares(reading.values.map(\.name))
      {
        reading.phase = Phase(word: "val")
      }
      if bar.isKeras {
        // A line that another program broke off is drawn once more, with what a validation added.
        if isAgain, let before = waiting, before.bar?.isKeras == true,
          reading.values.count > before.values.count,
          before.values.allSatisfy({ old in reading.values.contains { $0.name == old.name } })
        {
          _ = redraw(reading)
          return
        }
        if isOfItsOwn(reading) { (waiting, hasKerasBar, kerasTotal) = (nil, false, bar.total) }
        // One over other data, in the midst of an epoch, is an evaluation that a callback asked for.
        let isOther = kerasTotal.map { $0 != bar.total } ?? false
        if hasKerasBar || isOther { reading.phase = Phase(word: "test") }
        hasKerasBar = hasKerasBar || !isOther
      }
    } else {
      (reading.step, reading.steps) = (bar.done, bar.total)
    }
    place(reading)
  }

  /// Whether a bar that is not drawn again was drawn to its end, or as far as it ever is.
  private mutating func isWhole(_ bar: Reading.Bar, before next: Reading?) -> Bool {
    let kind = bar.title.filter { !$0.isNumber }
    if bar.isComplete {
      finishedBars.insert(kind)
      return true
    }
    guard bar.done > 0, !finishedBars.contains(kind) else { return false }
    if next?.bar != nil || next?.epoch != nil { shortBars.insert(kind) }
    return shortBars.contains(kind)
  }

  /// Whether the bar before was the validation of this one, which calls the same numbers `val_loss`.
  private func isOfItsOwn(_ reading: Reading) -> Bool {
    guard let before = waiting, before.bar?.isKeras == true else { return false }
    let validated = reading.values.filter { $0.name.hasPrefix("val_") }.map(\.number)
    return before.values.allSatisfy { validated.contains($0.number) }
  }

  /// The bar of an epoch that the program did not come to the end of: how it was drawn last is all
  /// that is known of that epoch.
  mutating func settleLastBar() {
    if let named = heldBar?.epoch, named != epoch { name(epoch: named) }
    guard epoch != nil, waiting == nil, lastBar == nil, var reading = heldBar, hasRecords,
      let bar = reading.bar, bar.done > 0, !reading.values.isEmpty
    else { return }
    heldBar = nil
    reading.step = nil
    place(reading)
  }

  /// A finished bar was drawn once more, with what a validation added.
  private mutating func redraw(_ reading: Reading) -> Bool {
    guard var point = waiting else { return false }
    for value in named(reading) {
      if let index = point.values.firstIndex(where: { $0.name == value.name }) {
        point.values[index] = value
      } else {
        point.values.append(value)
      }
    }
    waiting = point
    return true
  }
}
