import Run

/// Epochs of the past, looked at again: the crosshair goes along the curves, and the panels follow it.
extension DashboardState {
  /// Enters the past at its last epoch, or comes back to the present.
  mutating func toggleScrubbing() -> [Effect] {
    if scrubbed != nil { return leaveScrubbing() }
    switch phase {
    case .paused(nil), .parked, .finished: break
    case .paused: return refuseScrubbing("e runs to the end of the epoch, then g goes back")
    case .running: return refuseScrubbing("space pauses, then g goes back")
    }
    guard history.count > 0 else { return refuseScrubbing("there is no epoch yet") }
    curves.crosshair = history.count - 1
    return scrubToCrosshair()
  }

  private mutating func refuseScrubbing(_ why: String) -> [Effect] {
    notice = why
    return []
  }

  mutating func leaveScrubbing() -> [Effect] {
    (scrubbed, curves.crosshair) = (nil, nil)
    return [.send(.scrub(to: nil))]
  }

  /// Asks for the epoch that the crosshair stands at.
  mutating func scrubToCrosshair() -> [Effect] {
    guard let point = curves.crosshair else { return leaveScrubbing() }
    let place = max(history.x(Double(point), on: .epoch), 0).rounded(.down)
    guard let epoch = Int(exactly: place), epoch != scrubbed else { return [] }
    scrubbed = epoch
    return [.send(.scrub(to: epoch))]
  }

  /// Of the messages those up to the epoch that is shown.
  var messagesShown: Int {
    guard let scrubbed else { return messages.count }
    let later = messages.firstIndex { message in
      message.firstMatch(of: /^epoch (\d+):/).flatMap { Int($0.1) }.map { $0 > scrubbed } ?? false
    }
    return later ?? messages.count
  }
}
