import Dashboard
import Foundation

/// Reads what this process takes of the machine.
struct ProcessMeter {
  private var lastTime: Double?
  private var lastProcessor = 0.0

  /// A reading, at most once a second; nil before that, and the first time.
  mutating func read(at time: Double) -> ProcessUsage? {
    if let lastTime, time - lastTime < 1 { return nil }
    let processor = Self.processorSeconds
    defer { (lastTime, lastProcessor) = (time, processor) }
    guard let lastTime else { return nil }
    return ProcessUsage(
      residentBytes: Self.residentBytes,
      processorShare: max(processor - lastProcessor, 0) / (time - lastTime))
  }

  /// Seconds of processor, user's and system's, since the start.
  private static var processorSeconds: Double {
    var time = timespec()
    guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Linux tells the pages in memory; elsewhere nothing does as simply.
  private static var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return nil
    }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
  }
}
