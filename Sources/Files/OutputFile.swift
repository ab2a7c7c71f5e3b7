#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a program writes line by line: a file, a pipe, a device or the standard output.
///
/// It opens what stands at the path, as a shell's `>` does: a regular file is cut to nothing, a FIFO
/// or a device is written into, a symbolic link is followed. Nothing is replaced. A write that fails
/// leaves a regular file with what was flushed before, whole.
public final class OutputFile {
  public let path: String
  private let descriptor: Descriptor
  private let isRegular: Bool
  private let isStandardOutput: Bool
  public let isTerminal: Bool
  private var buffer: [UInt8] = []
  private var length = 0
  private static let flushSize = 1 << 16

  /// Bytes that were flushed, with those that a continued file began with; nil for what is no file.
  public var byteCount: Int? { isRegular && !isStandardOutput ? length : nil }

  public init() {
    path = "stdout"
    descriptor = Descriptor(standing: STDOUT_FILENO)
    (isRegular, isStandardOutput) = (false, true)
    isTerminal = isatty(STDOUT_FILENO) == 1
  }

  /// Opens `path`; waits for a reader where it is a FIFO.
  public init(path: String) throws(FileError) {
    self.path = path
    isStandardOutput = false
    do throws(Descriptor.Failure) {
      descriptor = try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC)
      isRegular = try descriptor.status().isRegular
    } catch {
      throw FileError(.write, path, code: error.code)
    }
    isTerminal = isatty(descriptor.number) == 1
  }

  /// Why a file cannot be continued.
  public enum NotContinued: Error {
    case file(FileError)
    /// It is shorter than it was, or holds something else there.
    case notTheSame
  }

  /// Opens a regular file that ended in a whole line after `length` bytes, and cuts off what came
  /// after; one that is not there begins anew, and is then not `isContinued`.
  public init(path: String, continuingAt length: Int) throws(NotContinued) {
    self.path = path
    isStandardOutput = false
    isTerminal = false
    let isWhole: Bool
    do throws(Descriptor.Failure) {
      descriptor = try Descriptor(path, O_RDWR)
      isRegular = try descriptor.status().isRegular
      isWhole = try descriptor.endsALine(at: length)
      if isWhole { try descriptor.truncate(length) }
    } catch {
      throw .file(FileError(.write, path, code: error.code))
    }
    guard isWhole else { throw .notTheSame }
    self.length = length
  }

  /// Keeps a line, with its end, until there is enough to write.
  public func write(line: String) throws(FileError) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(10)
    if isTerminal || buffer.count >= Self.flushSize { try flush() }
  }

  /// Keeps bytes until there is enough to write; each call ends where a reader may stop.
  public func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.flushSize { try flush() }
  }

  public func flush() throws(FileError) {
    guard !buffer.isEmpty else { return }
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    do throws(Descriptor.Failure) {
      try descriptor.write(bytes)
    } catch {
      // A line that is cut off would be none.
      if isRegular { try? descriptor.truncate(length) }
      if isStandardOutput && error.code == EPIPE { Self.endQuietly() }
      throw FileError(.write, path, code: error.code)
    }
    length += bytes.count
  }

  /// Waits until all that was flushed is on the disk.
  public func sync() throws(FileError) {
    do { try descriptor.sync() } catch { throw FileError(.write, path, code: error.code) }
  }

  /// As every program of a pipe ends when who reads it has gone.
  private static func endQuietly() {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }
}

extension Descriptor {
  /// Whether a line ends after so many bytes of a regular file; goes on writing there.
  fileprivate func endsALine(at length: Int) throws(Failure) -> Bool {
    let status = try status()
    guard status.isRegular, Int(status.st_size) >= length else { return false }
    var last: UInt8 = 10
    if length > 0, pread(number, &last, 1, off_t(length - 1)) != 1 { return false }
    lseek(number, off_t(length), SEEK_SET)
    return last == 10
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    let failure = bytes.withUnsafeBytes { buffer -> Failure? in
      do throws(Failure) { try write(buffer) } catch { return error }
      return nil
    }
    if let failure { throw failure }
  }
}
