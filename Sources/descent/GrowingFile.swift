import Foundation

/// A file or a pipe that is read piece by piece, and a file further while it grows, is cut, replaced
/// or deleted.
struct GrowingFile {
  enum Part: Equatable {
    /// So many bytes lie in the buffer.
    case bytes(Int)
    /// There is nothing to read now.
    case rest
    /// Nothing more will come.
    case end
    /// Something happened to the file that a person is told.
    case notice(String)
    /// The same, and what is read from now on stands in another file.
    case anew(String)
  }

  /// Nil for a pipe.
  let path: String?
  private let name: String
  private let follows: Bool
  private var descriptor: Int32
  private(set) var offset = 0
  /// The first bytes, by which a file is known again.
  private var head: [UInt8] = []
  private var lastChange = timespec()
  private var isMissing = false
  /// Seconds for which a pipe has said nothing.
  private var silence = 0.0
  private static let headSize = 64
  /// A pipe that is silent for longer is said to stall.
  private let longestSilence: Double

  /// `path` names a file, or is nil for the open descriptor `descriptor`. With `follows` the end of
  /// the file is not the end of the log.
  init(
    path: String?, descriptor: Int32, name: String, follows: Bool, longestSilence: Double = 10
  ) {
    self.path = path
    self.descriptor = descriptor
    self.name = name
    self.follows = follows && path != nil
    self.longestSilence = longestSilence
  }

  func close() { _ = Foundation.close(descriptor) }

  /// How many bytes there are by now; nil for a pipe.
  var size: Int? {
    var status = stat()
    guard path != nil, fstat(descriptor, &status) == 0 else { return nil }
    return Int(status.st_size)
  }

  /// Reads what comes next; waits for a pipe at most so many seconds.
  mutating func read(into buffer: inout [UInt8], waiting seconds: Double) -> Part {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Foundation.poll(&poll, 1, Int32(seconds * 1000)) > 0 else { return silent(seconds) }
    let count = Foundation.read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return .rest }
    guard count > 0 else { return follows ? change() ?? .rest : .end }
    if head.count < Self.headSize, head.count == offset {
      head += buffer[..<min(count, Self.headSize - head.count)]
    }
    offset += count
    silence = 0
    return .bytes(count)
  }

  private mutating func silent(_ seconds: Double) -> Part {
    let before = silence
    silence += seconds
    guard before < longestSilence, silence >= longestSilence else { return .rest }
    return .notice("\(name): nothing has come for \(Int(silence.rounded())) s, waiting for more")
  }

  /// What happened to the file, if anything but that it has ended for now.
  private mutating func change() -> Part? {
    guard let path else { return nil }
    var (open, named) = (stat(), stat())
    guard stat(path, &named) == 0 else {
      defer { isMissing = true }
      return isMissing
        ? nil : .notice("\(name) was deleted: it is read on when it is there again")
    }
    isMissing = false
    guard fstat(descriptor, &open) == 0 else { return nil }
    if open.st_ino != named.st_ino || open.st_dev != named.st_dev {
      let new = Foundation.open(path, O_RDONLY | O_CLOEXEC)
      guard new >= 0 else { return nil }
      close()
      descriptor = new
      return begin("\(name) was replaced: the new file is read on")
    }
    guard open.st_size < offset || isOverwritten(open) else { return nil }
    lseek(descriptor, 0, SEEK_SET)
    return begin("\(name) was cut: it is read from its start again")
  }

  private mutating func begin(_ text: String) -> Part {
    (offset, head) = (0, [])
    return .anew(text)
  }

  /// Whether the file was written anew from its start, and is as long again by now.
  private mutating func isOverwritten(_ status: stat) -> Bool {
    #if canImport(Darwin)
      let changed = status.st_mtimespec
    #else
      let changed = status.st_mtim
    #endif
    guard changed.tv_sec != lastChange.tv_sec || changed.tv_nsec != lastChange.tv_nsec else {
      return false
    }
    lastChange = changed
    var now = [UInt8](repeating: 0, count: head.count)
    return pread(descriptor, &now, now.count, 0) != head.count || now != head
  }
}
