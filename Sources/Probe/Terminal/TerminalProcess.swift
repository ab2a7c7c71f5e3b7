import Foundation
@preconcurrency import Glibc

/// A program in a terminal of its own: `isatty` holds, bars and colours work, Ctrl-C reaches it.
///
/// When this value goes, or Descent with it, the terminal is closed and the program gets SIGHUP, as
/// from any terminal.
public final class TerminalProcess: Sendable {
  /// Rows and columns of characters.
  public struct Size: Sendable, Equatable {
    public var rows: Int
    public var columns: Int

    public init(rows: Int, columns: Int) {
      self.rows = rows
      self.columns = columns
    }

    fileprivate var window: winsize {
      winsize(
        ws_row: UInt16(clamping: rows), ws_col: UInt16(clamping: columns), ws_xpixel: 0,
        ws_ypixel: 0)
    }
  }

  /// A terminal that could not be made.
  public struct NoTerminal: Error {}

  public let identifier: pid_t
  private let master: Int32

  /// `command` is the program and its arguments, each with its final zero.
  public init(command: [[CChar]], size: Size) throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var window = size.window
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&master, &slave, &name, nil, &window) == 0 else { throw NoTerminal() }
    // Held open here, the terminal would outlive the program.
    close(slave)
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    var none = sigset_t()
    sigemptyset(&none)
    let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    do {
      identifier = try ChildProcess.start(command, blocking: none, terminal: path)
    } catch {
      close(master)
      throw error
    }
    self.master = master
  }

  deinit { close(master) }

  /// What reading the terminal gave.
  public enum Output: Sendable, Equatable {
    case bytes([UInt8])
    /// Nothing has been written for so long.
    case nothing
    /// The last process has closed the terminal.
    case closed
  }

  /// Waits for bytes that the program writes, so many milliseconds at most, or for ever below 0.
  public func output(waiting milliseconds: Int32) -> Output {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(master, &buffer, buffer.count)
      if count > 0 { return .bytes(Array(buffer[..<count])) }
      if count < 0, errno == EINTR { continue }
      // What is read after the program's end is EIO.
      guard count < 0, errno == EAGAIN else { return .closed }
      var polled = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      if poll(&polled, 1, milliseconds) == 0 { return .nothing }
    }
  }

  /// Types bytes; gives how many the terminal took. It never waits for a program that does not read.
  @discardableResult
  public func write(_ bytes: [UInt8]) -> Int {
    max(0, Glibc.write(master, bytes, bytes.count))
  }

  /// Gives the terminal another size, which the program hears of by SIGWINCH.
  public func resize(to size: Size) {
    var window = size.window
    _ = ioctl(master, UInt(TIOCSWINSZ), &window)
  }

  /// Sends a signal to the programs in the foreground of the terminal.
  public func signal(_ number: Int32) {
    let group = tcgetpgrp(master)
    kill(-(group > 0 ? group : identifier), number)
  }

  /// Waits for the program's end; gives its exit code, 128 and the signal's number where one ended
  /// it. Belongs on one thread, and once.
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    return ChildProcess.exitCode(status)
  }
}
