import Run
import Testing

@testable import Training

@Suite struct OutboxTests {
  private static func epoch(_ number: Int, _ seconds: Double) -> TrainingEvent {
    .epoch(
      EpochRecord(
        epoch: number, trainLoss: 1, trainAccuracy: 0, testLoss: 1, testAccuracy: 0,
        learningRate: 0.01, seconds: seconds))
  }

  /// The epochs of a millisecond go together, one that took longer goes by itself.
  @Test func epochsGoTogetherAndNeverLate() {
    let box = Mailbox<TrainingEvent>()
    let outbox = Outbox(box) {}
    for number in 0..<250 { outbox.send(Self.epoch(number, Double(number) * 1e-5)) }
    #expect(box.takeLists(waiting: 0).map(\.count) == [101, 100])
    outbox.flush()
    #expect(box.take().count == 49)
    outbox.send(Self.epoch(250, 0.5))
    #expect(box.take().count == 1)
    // After a restart the clock begins again.
    outbox.send(Self.epoch(0, 1e-5))
    #expect(box.take().count == 1)
    outbox.flush()
    #expect(box.takeLists(waiting: 0).isEmpty)
  }

  /// All else goes at once, behind the epochs before it, and wakes the reader.
  @Test func whatIsNoEpochGoesAtOnce() {
    let box = Mailbox<TrainingEvent>()
    var woken = 0
    let outbox = Outbox(box) { woken += 1 }
    let epochs = (0..<3).map { Self.epoch($0, Double($0) * 1e-5) }
    for event in epochs { outbox.send(event) }
    #expect((box.take(), woken) == ([], 0))
    outbox.send(.phase(.parked))
    #expect(box.take() == epochs + [.phase(.parked)])
    #expect(woken == 1)
  }

  /// A reader waits until the box is empty no longer; a sender until it is full no longer.
  @Test func mailboxHoldsItsCapacity() async throws {
    let box = Mailbox<Int>(capacity: 10)
    let sender = try JoinableThread(stackSize: 1 << 18) {
      for start in stride(from: 0, to: 3000, by: 3) {
        box.send(contentsOf: [start, start + 1])
        box.send(start + 2)
      }
      box.close()
    }
    var all: [Int] = []
    while true {
      let lists = box.takeLists(waiting: nil)
      if lists.isEmpty { break }
      #expect(lists.allSatisfy { !$0.isEmpty })
      #expect(lists.joined().count <= 11)
      all += lists.joined()
    }
    sender.join()
    #expect(all == Array(0..<3000))
  }

  /// The seconds of laps add up; what is left out does not count.
  @Test func clockGoesOnFromLapToLap() {
    var clock = TrainingClock()
    clock.start()
    clock.lap()
    let first = clock.seconds
    let end = TrainingClock.now() + 2_000_000
    while TrainingClock.now() < end {}
    // It runs already: what passed since the lap counts.
    clock.start()
    clock.lap()
    let second = clock.seconds
    #expect(second - first >= 0.002)
    clock.leave()
    clock.lap()
    #expect(clock.seconds == second)
    clock.start()
    clock.stop()
    #expect(clock.seconds >= second)
    let third = clock.seconds
    clock.lap()
    #expect(clock.seconds == third)
  }
}
