import Run

/// What the training thread has to tell, on its way to the reader. Belongs to that thread.
///
/// A small net's epoch is over in microseconds, and to lock the mailbox for each takes a fiftieth of
/// that. So the epochs of a millisecond go together; all else goes at once, with those before it.
final class Outbox {
  private let mailbox: Mailbox<TrainingEvent>
  /// Called after an event that a reader should see without delay.
  private let wake: () -> Void
  private var events: [TrainingEvent] = []
  /// How many events there have been.
  private(set) var count = 0
  /// Seconds of training when epochs were last sent.
  private var sent = 0.0

  /// Seconds of training whose epochs go together.
  private static let interval = 1e-3

  init(_ mailbox: Mailbox<TrainingEvent>, wake: @escaping () -> Void) {
    (self.mailbox, self.wake) = (mailbox, wake)
  }

  func send(_ event: TrainingEvent) {
    events.append(event)
    count += 1
    if case .epoch(let record) = event {
      // After a restart the seconds begin again.
      if (0..<Self.interval).contains(record.seconds - sent) { return }
      sent = record.seconds
      flush()
    } else {
      flush()
      wake()
    }
  }

  /// Sends what there is: whoever is going to wait calls it first.
  func flush() {
    guard !events.isEmpty else { return }
    mailbox.send(contentsOf: events)
    let count = events.count
    events = []
    // As many again, most likely.
    events.reserveCapacity(count)
  }
}
