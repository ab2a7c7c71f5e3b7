import Foundation

/// A queue from one thread to another that can be waited on.
///
/// A pthread mutex, not `Synchronization.Mutex`: ThreadSanitizer cannot see the latter's futex.
// @unchecked Sendable: every access to `lists`, `count` and `isClosed` holds `mutex`, whose memory is
// allocated once and freed when nobody can hold a reference any more.
package final class Mailbox<Message: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var lists: [[Message]] = []
  private var count = 0
  private var isClosed = false
  /// Beyond this many messages a sender waits for the reader.
  private let capacity: Int

  package init(capacity: Int = .max) {
    self.capacity = capacity
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Adds a message; waits while the box is full. Nothing happens once it is closed.
  package func send(_ message: Message) {
    send(1) { lists in
      if lists.isEmpty { lists.append([]) }
      lists[lists.count - 1].append(message)
    }
  }

  /// The same for several, in order: the list goes over as it is, and nothing in it is copied. It may
  /// make the box fuller than full.
  package func send(contentsOf list: [Message]) {
    if !list.isEmpty { send(list.count) { $0.append(list) } }
  }

  private func send(_ more: Int, _ add: (inout [[Message]]) -> Void) {
    pthread_mutex_lock(mutex)
    while count >= capacity && !isClosed { pthread_cond_wait(changed, mutex) }
    if !isClosed {
      // Only a reader that found the box empty can be waiting.
      if lists.isEmpty { pthread_cond_broadcast(changed) }
      add(&lists)
      count += more
    }
    pthread_mutex_unlock(mutex)
  }

  /// Takes all messages, waiting at most `seconds` for the first; forever when nil.
  package func take(waiting seconds: Double? = 0) -> [Message] {
    let lists = takeLists(waiting: seconds)
    return lists.count == 1 ? lists[0] : Array(lists.joined())
  }

  /// The same, as lists one after the other.
  package func takeLists(waiting seconds: Double?) -> [[Message]] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var deadline = timespec()
    if let seconds {
      clock_gettime(CLOCK_REALTIME, &deadline)
      let total = Double(deadline.tv_nsec) + min(max(seconds, 0), 1e6) * 1e9
      deadline.tv_sec += Int(total / 1e9)
      deadline.tv_nsec = Int(total.truncatingRemainder(dividingBy: 1e9))
    }
    while lists.isEmpty && !isClosed {
      if seconds == nil {
        pthread_cond_wait(changed, mutex)
      } else if pthread_cond_timedwait(changed, mutex, &deadline) != 0 {
        break
      }
    }
    defer { (lists, count) = ([], 0) }
    if count >= capacity { pthread_cond_broadcast(changed) }
    return lists
  }

  /// Lets everybody go who waits; later messages are dropped.
  package func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}
