import Files
import Foundation
import Probe

/// `log --output FILE -- COMMAND`: what the program says, in a file.
///
/// Whatever becomes of the file, the program goes on: the first write that fails is kept to be told,
/// and nothing more is written.
final class ProbeRecording {
  private let file: OutputFile
  private let started = DispatchTime.now().uptimeNanoseconds
  private var log = ProbeLog()
  private var isWriting = true
  private var failure: String?

  /// `%h` in the path is the machine's name.
  init(path: String, command: [[CChar]]) throws {
    file = try OutputFile(path: path.replacingOccurrences(of: "%h", with: Self.host))
    let words = command.map {
      String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    write([log.begin(command: words, host: Self.host)])
  }

  func receive(_ message: ProbeMessage) { write(log.lines(for: message, seconds: seconds)) }

  func end(code: Int32) { write([log.end(code: code, seconds: seconds)]) }

  private var seconds: Double {
    Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
  }

  private static let host = ProcessInfo.processInfo.hostName

  private func write(_ lines: [String]) {
    guard isWriting else { return }
    do {
      for line in lines { try file.write(line: line) }
      try file.flush()
    } catch {
      isWriting = false
      failure =
        "\(file.path) ends here, the program goes on: \(String(cString: strerror(error.code)))"
    }
  }

  /// Why nothing is written any more; said once.
  func takeFailure() -> String? {
    defer { failure = nil }
    return failure
  }
}
