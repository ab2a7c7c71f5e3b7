import Cells
import Run

/// What a person presses, where it goes.
extension DashboardState {
  mutating func receive(_ input: InputEvent) -> [Effect] {
    switch input {
    case .key(let key): return press(key)
    case .mouse(let action, let x, let y): return mouse(action, x, y)
    case .resize: return []
    case .suspend: return [.suspend]
    // Ctrl-C is the program's while it runs; once more, it is ours.
    case .signal(let number) where number == 2 && showsProgram && end == nil && !hasInterrupted:
      hasInterrupted = true
      return [.send(.interrupt)]
    case .signal, .hangUp: return [.quit]
    }
  }

  mutating func press(_ key: Key) -> [Effect] {
    (notice, noticeTime) = (nil, nil)
    if filterLine != nil { return pressInFilter(key) }
    if guessLine != nil { return pressInGuess(key) }
    switch overlay {
    case .quit:
      overlay = nil
      return key == .character("y") || key == .character("q") || key == .enter ? [.quit] : []
    case .bugs: return pressInList(key, count: foundBugs.count) { $0.chooseBug() }
    case .presets: return pressInList(key, count: foundPresets.count) { $0.choosePreset() }
    case .optimizers:
      return pressInList(key, count: foundOptimizers.count) { $0.chooseOptimizer() }
    case .help: return pressInHelp(key)
    case nil: break
    }
    if let effects = pressInEditor(key) { return effects }
    if let effects = pressInFocus(key) { return effects }
    guard let action = KeyBinding.action(for: key) else {
      if case .character(let character) = key, character != " " {
        notice = "\(character) does nothing; ? shows all keys"
      }
      return []
    }
    return perform(action)
  }

  /// A list that is searched by typing.
  private mutating func pressInList(
    _ key: Key, count: Int, _ choose: (inout DashboardState) -> [Effect]
  ) -> [Effect] {
    switch key {
    case .escape: close()
    case .up: choice = max(choice - 1, 0)
    case .down: choice = max(min(choice + 1, count - 1), 0)
    case .home: choice = 0
    case .end: choice = max(count - 1, 0)
    case .enter: return choose(&self)
    case .character(" ") where search.isEmpty: return choose(&self)
    case .backspace:
      search = String(search.dropLast())
      choice = 0
    case .character(let character):
      search.append(character)
      choice = 0
    default: break
    }
    return []
  }

  private mutating func pressInHelp(_ key: Key) -> [Effect] {
    switch key {
    case .up: choice = max(choice - 1, 0)
    case .down: choice = min(choice + 1, (overlayList?.rows.count ?? 1) - 1)
    case .pageUp, .home: choice = 0
    case .pageDown, .end: choice = (overlayList?.rows.count ?? 1) - 1
    default: close()
    }
    return []
  }

  private mutating func close() {
    overlay = nil
    search = ""
    choice = 0
  }

  private mutating func chooseBug() -> [Effect] {
    guard foundBugs.indices.contains(choice) else { return [] }
    return toggle(foundBugs[choice])
  }

  private mutating func choosePreset() -> [Effect] {
    guard foundPresets.indices.contains(choice) else { return [] }
    let name = foundPresets[choice].name
    close()
    return [.send(.loadPreset(name))]
  }

  private mutating func chooseOptimizer() -> [Effect] {
    guard foundOptimizers.indices.contains(choice) else { return [] }
    let name = foundOptimizers[choice].name
    close()
    return [.send(.setOptimizer(name))]
  }
}
