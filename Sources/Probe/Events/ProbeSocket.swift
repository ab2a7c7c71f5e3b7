import Foundation
@preconcurrency import Glibc

/// The socket that the processes of a program send their events to.
///
/// Whoever owns it asks it again and again, on one thread. Nothing is ever sent to a process.
public final class ProbeSocket {
  /// A socket that could not be made: the path is too long for one, or there is no permission.
  public struct Failure: Error {}

  private struct Connection {
    let descriptor: Int32
    let process: Int
    var decoder = ProbeDecoder()
  }

  private let listener: Int32
  private let path: String
  private var connections: [Connection] = []
  private var processes = 0
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Listens from here on; whoever connects before `receive` waits in a queue.
  public init(path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    let isShort = withUnsafeMutableBytes(of: &address.sun_path) { room in
      // The last byte stays zero.
      guard name.count < room.count else { return false }
      room.copyBytes(from: name)
      return true
    }
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    self.path = path
    guard isShort, listener >= 0 else { throw Failure() }
    Self.prepare(listener)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0, listen(listener, 128) == 0 else { throw Failure() }
  }

  deinit {
    for connection in connections { close(connection.descriptor) }
    if listener >= 0 {
      close(listener)
      unlink(path)
    }
  }

  /// All that has come since the last call; waits up to so many milliseconds where there is none.
  public func receive(timeout milliseconds: Int32 = 0) -> [ProbeMessage] {
    var polled = ([listener] + connections.map(\.descriptor)).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return [] }
    var messages: [ProbeMessage] = []
    let ready = Set(polled.dropFirst().filter { $0.revents != 0 }.map(\.fd))
    var staying: [Connection] = []
    for var connection in connections {
      let isOpen = !ready.contains(connection.descriptor) || read(&connection, into: &messages)
      if isOpen {
        staying.append(connection)
      } else {
        close(connection.descriptor)
        messages.append(.closed(process: connection.process))
      }
    }
    connections = staying
    if polled[0].revents != 0 { accept() }
    return messages
  }

  /// What has been sent before the program's end and not been received yet.
  ///
  /// A process that the program has left running is waited for a little, then left alone.
  public func drain() -> [ProbeMessage] {
    var messages: [ProbeMessage] = []
    for _ in 0..<1000 {
      let wasEmpty = connections.isEmpty
      let more = receive(timeout: wasEmpty ? 0 : 50)
      messages += more
      if more.isEmpty && connections.isEmpty == wasEmpty { break }
    }
    return messages
  }

  private func accept() {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      Self.prepare(descriptor)
      connections.append(Connection(descriptor: descriptor, process: processes))
      processes += 1
    }
  }

  /// Reads what is there, a megabyte at most, so that one process does not keep the others
  /// waiting; false at the connection's end.
  private func read(_ connection: inout Connection, into messages: inout [ProbeMessage])
    -> Bool
  {
    for _ in 0..<16 {
      let count = Glibc.read(connection.descriptor, &buffer, buffer.count)
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if count == 0 { return false }
      messages += connection.decoder.decode(buffer[..<count])
        .map { .event(process: connection.process, $0) }
    }
    return true
  }

  private static func prepare(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }
}
