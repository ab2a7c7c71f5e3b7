import Foundation

/// What this machine can hold.
enum MachineMemory {
  /// Elements of eight bytes that fit into half of the physical memory.
  static let largestElementCount = Int(clamping: ProcessInfo.processInfo.physicalMemory / 16)
}
