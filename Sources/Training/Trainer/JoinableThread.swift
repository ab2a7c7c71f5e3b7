import Foundation
import Run

/// The system has no room for another thread.
package struct NoThread: Error, CustomStringConvertible {
  // Python's words.
  package let description = "can't start new thread"

  /// A run that ends before it begins.
  package var events: [TrainingEvent] {
    [
      .error(
        FailureReport(type: "RuntimeError", message: description, epoch: 0, line: 0, code: "")),
      .end(.failed),
    ]
  }
}

/// A thread with a stack of a given size that can be waited for to its very end.
///
/// Foundation's `Thread` cannot: what a thread owns is freed after its body has returned.
// @unchecked Sendable: `handle`, the only thing that changes, is touched under `lock`; but for init
// and deinit, when nobody else has a reference (the thread's body never gets one).
package final class JoinableThread: @unchecked Sendable {
  private let lock = NSLock()
  private var handle: pthread_t?

  private typealias Body = @Sendable () -> Void

  package init(stackSize: Int, _ body: @escaping @Sendable () -> Void) throws(NoThread) {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    pthread_attr_setstacksize(attributes, stackSize)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    let box = UnsafeMutablePointer<Body>.allocate(capacity: 1)
    box.initialize(to: body)
    #if os(Linux)
      var made: pthread_t = 0
    #else
      var made: pthread_t?
    #endif
    let status = pthread_create(&made, attributes, Self.startThread, box)
    guard status == 0 else {
      box.deinitialize(count: 1)
      box.deallocate()
      throw NoThread()
    }
    handle = made
  }

  private static func enter(_ pointer: UnsafeMutableRawPointer) {
    let box = pointer.assumingMemoryBound(to: Body.self)
    let body = box.move()
    box.deallocate()
    body()
  }

  /// Waits until the thread has ended and freed what it owned. A second call does nothing.
  package func join() {
    let joined = lock.withLock {
      defer { handle = nil }
      return handle
    }
    if let joined { pthread_join(joined, nil) }
  }

  deinit { if let handle { pthread_detach(handle) } }

  #if os(Linux)
    private static let startThread:
      @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        {
          if let pointer = $0 { JoinableThread.enter(pointer) }
          return nil
        }
  #else
    private static let startThread:
      @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? =
        {
          JoinableThread.enter($0)
          return nil
        }
  #endif
}
