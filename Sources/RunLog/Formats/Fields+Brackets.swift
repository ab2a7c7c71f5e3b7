import Run

// What stands in brackets: a place, an average, a unit, a device, or part of a name.

extension Fields {
  mutating func open(_ bracket: UInt8) {
    isSquare = bracket == UInt8(ascii: "[")
    // `Step [100/600]`, `Epoch: [0][ 10/5005]`, `[   64/60000]`.
    var look = index
    while look < tokens.count, isBlank(look) { look += 1 }
    guard look < tokens.count, case .number(let number, let unit) = tokens[look] else {
      // `Best metric: 61.5 (epoch 12)`
      if bracket == UInt8(ascii: "("),
        reading.values.contains(where: { $0.name.lowercased().contains("best") })
      {
        return skipToClose(words: true)
      }
      if bracket == UInt8(ascii: "("), hasColon, !label.isEmpty, case .number? = token(index + 2),
        token(index + 1) == .gap
      {
        return parts(of: label.joined(separator: " "))
      }
      if let words = wordsBeforeColon, !label.isEmpty, !hasColon {
        // `Accuracy (balanced): 0.9`
        label.append("(\(words.joined(separator: " ")))")
        index += words.count + 1
        return
      }
      if !label.isEmpty, !hasColon, bracket == UInt8(ascii: "("), let end = colonBehindBracket {
        // `Mean Reward (last 1000 steps): -0.05`
        index = end
        return
      }
      if !hasColon {
        notePhase(label)
        label = []
      }
      return
    }
    if isSquare, label.isEmpty, case .number(_, unit: .none)? = token(index - 2), isRange(look) {
      // `episode_reward: 18.221 [8.000, 116.000]`
      index = look + 1
      return skipToClose(words: true)
    }
    if bracket == UInt8(ascii: "("), label.isEmpty {
      // An average after the value, or a percentage within a count.
      index = look + 1
      skipToClose()
      return
    }
    if bracket == UInt8(ascii: "("), !hasColon, !label.isEmpty, let end = endOfUnit(look) {
      // `mean reward (100 episodes) -20.5`
      index = end
      return
    }
    if bracket == UInt8(ascii: "("), !hasColon, isLabelAUnit {
      // `73847 raw words (56316 effective words)`
      label = []
      return skipToClose(words: true)
    }
    if !label.isEmpty {
      // `lr: [0.01]` is a list of one, `[1024, 1024]` a size.
      if placeKind(label) == nil, bracket == UInt8(ascii: "["), !(hasColon && isAlone(look)) {
        notePhase(label)
        // What is done with each batch: `Extract Features: [50/137]`
        let isOfLogger = label.last.map(Self.levels.contains) ?? false
        bareIsStep =
          bareIsStep
          || (hasColon && !isOfLogger && Phase(of: label.joined(separator: " ")) == nil)
        label = []
      }
      if let last = label.last, Self.devices.contains(last.lowercased()) {
        // `Resume training with (gpu(0), gpu(1))`
        skipToClose(words: true)
        label = []
        return
      }
      if !label.isEmpty {
        index = look
        return
      }
    }
    index = look + 1
    guard unit == .none else { return }
    if isSquare, isList(look) {
      // `Conv Channels: [16, 32, 64]`, `scaled -> [0,1]`
      label = []
      return skipToClose(words: true)
    }
    var total: Double?
    if next == .slash, index + 1 < tokens.count {
      var after = index + 1
      while after < tokens.count, isBlank(after) { after += 1 }
      if after < tokens.count, case .number(let of, _) = tokens[after] {
        total = of
        index = after + 1
      }
    }
    bare.append((number, total))
    // `[1,  2000]`
    while index < tokens.count, isBlank(index) || next == .colon { index += 1 }
    if case .number(let second, .none)? = next, total == nil {
      index += 1
      bare.append((second, nil))
    }
    skipToClose()
    label = []
    hasColon = false
  }

  /// `loss : (total - 2.4, class - 1.5), acc: 0.5`: the parts of what is named before the brackets.
  private mutating func parts(of name: String) {
    (label, hasColon) = ([], false)
    while let token = next, token != .close {
      if case .word(let word) = token, self.token(index + 1) == .gap,
        case .number(let number, let unit)? = self.token(index + 2)
      {
        append("\(name) \(word)", number, isPercent: unit == .percent)
        index += 2
      }
      index += 1
    }
  }

  /// What comes after `100 episodes)`, where that is a number or a colon.
  private func endOfUnit(_ position: Int) -> Int? {
    guard case .word? = token(position + 1), token(position + 2) == .close else { return nil }
    var look = position + 3
    while token(look) == .room { look += 1 }
    switch token(look) {
    case .number?, .colon?: return look
    default: return nil
    }
  }

  /// Whether the label follows a number without a name of its own.
  private var isLabelAUnit: Bool {
    let start = index - 1 - label.count
    guard !label.isEmpty, case .number? = token(start - 1) else { return false }
    guard case .word(let before)? = token(start - 2) else { return false }
    return Self.small.contains(before.lowercased())
  }

  /// The words from here to the end of the brackets, where a colon follows it.
  private var wordsBeforeColon: [String]? {
    var (look, words) = (index, [String]())
    while case .word(let word)? = token(look) {
      words.append(word)
      look += 1
    }
    return !words.isEmpty && token(look) == .close && token(look + 1) == .colon ? words : nil
  }

  /// The colon behind these brackets, where they hold words and numbers only.
  private var colonBehindBracket: Int? {
    var look = index
    while look < tokens.count {
      switch tokens[look] {
      case .word, .number: look += 1
      case .close: return token(look + 1) == .colon ? look + 1 : nil
      default: return nil
      }
    }
    return nil
  }

  /// Whether two numbers are all that stands in the brackets, parted by a comma.
  private func isRange(_ position: Int) -> Bool {
    var look = position + 1
    while isBlank(look) { look += 1 }
    guard look > position + 1, case .number? = token(look) else { return false }
    return token(look + 1) == .close
  }

  /// Whether three numbers or more stand in the brackets, or two where words stand before them.
  private func isList(_ position: Int) -> Bool {
    var (look, count) = (position, 0)
    while let token = token(look), token != .close {
      if case .number(_, .none) = token { count += 1 } else if !isBlank(look) { return false }
      look += 1
    }
    let isSaid = tokens[..<position].contains(.colon) && reading.values.isEmpty && !reading.hasPlace
    return count > 2 || (count == 2 && isSaid && !isAfterLogger(position))
  }

  /// `INFO: [1, 200] loss: 0.5`
  private func isAfterLogger(_ position: Int) -> Bool {
    tokens[..<position].allSatisfy { token in
      if case .word(let word) = token { return Self.levels.contains(word) || word == "root" }
      return true
    }
  }

  /// Whether a number is all that stands in its brackets.
  private func isAlone(_ position: Int) -> Bool {
    var look = position + 1
    while isBlank(look) { look += 1 }
    return token(look) == .close
  }

  mutating func skipToClose(words: Bool = false) {
    var depth = 1
    while index < tokens.count, depth > 0 {
      if case .open = tokens[index] { depth += 1 }
      if tokens[index] == .close { depth -= 1 }
      if depth == 1, !words, case .word = tokens[index] { return }
      index += 1
    }
  }
}
