import Foundation
import Testing

@testable import Autograd

/// Lets go of what threads have exported before a leak checker looks.
///
/// A thread holds its last four exports until it ends, and with them graphs whose references carry tags,
/// which the checker does not know for references. The pool's threads end when they had nothing to do
/// for five seconds, but for the one that leaves the program.
@Suite struct ExportsAtTheEnd {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["DESCENT_SANITIZER"] == "address"))
  func areLetGoOf() {
    // What is registered last is called first, so the checker comes after it.
    let registered = atexit {
      Exports.forget()
      sleep(8)
    }
    #expect(registered == 0)
  }
}
