import Foundation

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
  private let root: String

  init() {
    root = NSTemporaryDirectory() + "descent-files-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func file(_ name: String, _ text: String, permissions: Int = 0o644) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    try FileManager.default.setAttributes(
      [.posixPermissions: permissions], ofItemAtPath: path(name))
    return path(name)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] }

  func permissions(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path(name), withDestinationPath: path(target))
  }

  func isLink(_ name: String) -> Bool { kind(name) == S_IFLNK }
  func isPipe(_ name: String) -> Bool { kind(name) == S_IFIFO }

  private func kind(_ name: String) -> mode_t {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  /// A FIFO whose reader is there already.
  struct Pipe {
    let path: String
    let descriptor: Int32

    func read() -> String {
      var bytes = [UInt8](repeating: 0, count: 100)
      let count = Foundation.read(descriptor, &bytes, bytes.count)
      close(descriptor)
      return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
  }

  func pipe(_ name: String) throws -> Pipe {
    guard mkfifo(path(name), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    return Pipe(path: path(name), descriptor: open(path(name), O_RDONLY | O_NONBLOCK))
  }
}
