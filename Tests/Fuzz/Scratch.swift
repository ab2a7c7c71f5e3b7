import Foundation

/// A folder in memory for what is read from files alone; it goes with the process.
struct Scratch: Sendable {
  let folder: String

  private static let parent: String = {
    atexit { try? FileManager.default.removeItem(atPath: Scratch.path) }
    return path
  }()

  private static var path: String {
    let memory = "/dev/shm"
    let parent =
      FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    return "\(parent)/descent-fuzz-\(getpid())"
  }

  init(_ name: String) {
    folder = "\(Self.parent)/\(name)"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Writes a file anew and gives its path.
  func write(_ bytes: some Collection<UInt8>, _ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw FuzzFault("cannot write \(path)") }
    defer { close(file) }
    let array = Array(bytes)
    guard Foundation.write(file, array, array.count) == array.count else {
      throw FuzzFault("cannot write \(path)")
    }
    return path
  }
}
