import ArgumentParser
import Autograd
import Foundation

/// Times our side of the benchmark. `Tests/Conformance/bench.py` runs it in turn with PyTorch.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent-bench",
    abstract: "Time pieces of work; prints one JSON object a line.")

  @Argument(help: "Which ones; all by default.")
  var names: [String] = []

  @Option(help: "Seconds to spend on each.")
  var seconds = 0.5

  @Option(help: "Threads for large work.")
  var threads = 2

  func run() throws {
    setThreadCount(threads)
    flushDenormals()
    for work in Work.all where names.isEmpty || names.contains(work.name) {
      let body = try work.prepare()
      let time = try measure(body)
      print(
        "{\"name\":\"\(work.name)\",\"seconds\":\(time),\"flops\":\(work.flops),"
          + "\"bytes\":\(work.bytes)}")
    }
  }

  /// The best time of one run, over samples of about ten milliseconds.
  private func measure(_ body: () throws -> Void) throws -> Double {
    func time(_ count: Int) throws -> Double {
      let start = DispatchTime.now().uptimeNanoseconds
      for _ in 0..<count { try body() }
      return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 / Double(count)
    }
    for _ in 0..<3 { try body() }
    let count = max(1, min(Int(0.01 / max(try time(1), 1e-9)), 100_000))
    let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
    var best = Double.infinity
    while DispatchTime.now().uptimeNanoseconds < end { best = min(best, try time(count)) }
    return best
  }
}
