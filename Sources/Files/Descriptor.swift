#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file of the system, closed with its last holder.
///
/// Each call is made again when a signal comes between, and failures are the system's numbers.
final class Descriptor {
  let number: Int32
  private let isOwned: Bool

  /// A failure of a call, as in `errno`.
  struct Failure: Error { let code: Int32 }

  /// One that is open already and stays so.
  init(standing number: Int32) { (self.number, isOwned) = (number, false) }

  init(_ path: String, _ flags: Int32, permissions: mode_t = 0o666) throws(Failure) {
    // The program's own output is not opened a second time: that would cut what a shell appends to,
    // and a socket cannot be opened by a name at all.
    if flags & O_ACCMODE == O_WRONLY, let own = Self.standing(path) {
      number = try Self.made { dup(own) }
    } else {
      number = try Self.made { open(path, flags | O_CLOEXEC, permissions) }
    }
    isOwned = true
  }

  deinit { if isOwned { close(number) } }

  /// The number in `/dev/fd/3` and names like it.
  private static func standing(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.count))
      }
      return nil
    }
  }

  private static func made(_ call: () -> Int32) throws(Failure) -> Int32 {
    while true {
      let result = call()
      if result >= 0 { return result }
      if errno != EINTR { throw Failure(code: errno) }
    }
  }

  func status() throws(Failure) -> stat {
    var status = stat()
    _ = try Self.made { fstat(number, &status) }
    return status
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      #if canImport(Glibc)
        let count = Glibc.write(number, part.baseAddress, part.count)
      #else
        let count = Darwin.write(number, part.baseAddress, part.count)
      #endif
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // A terminal or pipe that was set not to wait by whoever else holds it.
        var wanted = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wanted, 1, -1)
      } else if errno != EINTR {
        throw Failure(code: errno)
      }
    }
  }

  func truncate(_ length: Int) throws(Failure) {
    _ = try Self.made { ftruncate(number, off_t(length)) }
  }

  /// Waits until what was written is on the disk; what has no disk has nothing to wait for.
  func sync() throws(Failure) {
    do {
      _ = try Self.made { fsync(number) }
    } catch {
      guard error.code == EINVAL || error.code == EROFS || error.code == ENOTSUP else {
        throw error
      }
    }
  }
}

extension stat {
  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
  var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
  var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
}
