import ArgumentParser
import Foundation
import Probe

/// `log --output FILE -- COMMAND`: what the program says, in a file.
///
/// Whatever becomes of the file, the program goes on: the first write that fails is told to the
/// person, and nothing more is written.
final class ProbeRecording {
  private let path: String
  private let descriptor: Int32
  private let started = DispatchTime.now().uptimeNanoseconds
  private var log = ProbeLog()
  private var isWriting = true
  /// Where the last line that was written whole ends.
  private var length: off_t = 0

  /// `%h` in the path is the machine's name.
  init(path: String, command: [[CChar]]) throws {
    self.path = path.replacingOccurrences(of: "%h", with: Self.host)
    descriptor = open(self.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      complain("error: cannot write \(self.path)")
      throw ExitCode(73)
    }
    let words = command.map {
      String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    write([log.begin(command: words, host: Self.host)])
  }

  deinit { close(descriptor) }

  func receive(_ message: ProbeMessage) { write(log.lines(for: message, seconds: seconds)) }

  func end(code: Int32) { write([log.end(code: code, seconds: seconds)]) }

  private var seconds: Double {
    Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
  }

  private static let host = ProcessInfo.processInfo.hostName

  private func write(_ lines: [String]) {
    guard isWriting, !lines.isEmpty else { return }
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let reason = String(cString: strerror(errno))
        isWriting = false
        // A line that is cut off would be none.
        _ = ftruncate(descriptor, length)
        complain("descent: \(path) ends here, the program goes on: \(reason)")
        return
      }
      written += count
    }
    length += off_t(bytes.count)
  }
}
