import Foundation
import Testing

@testable import Probe

/// The socket against peers that behave and peers that do not.
@Suite struct ProbeSocketTests {
  /// The other end, as a process of the program has it.
  final class Peer {
    let descriptor: Int32

    init(_ path: String) {
      descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      #expect(result == 0)
    }

    deinit { close() }

    private var isOpen = true

    func close() {
      if isOpen { _ = Glibc.close(descriptor) }
      isOpen = false
    }

    func send(_ text: String) {
      #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
    }
  }

  let folder: PrivateFolder
  let path: String

  init() throws {
    folder = try PrivateFolder()
    path = folder.path + "/events"
  }

  /// Asks until so many messages have come, or for two seconds.
  private func messages(_ count: Int, from socket: ProbeSocket) -> [ProbeMessage] {
    var received: [ProbeMessage] = []
    for _ in 0..<40 where received.count < count { received += socket.receive(timeout: 50) }
    return received
  }

  @Test func processesAreCountedAndKeptApart() throws {
    defer { folder.remove() }
    let socket = try ProbeSocket(path: path)
    let (first, second) = (Peer(path), Peer(path))
    first.send(#"{"event":"dropped","cou"#)
    second.send(#"{"event":"dropped","count":2}"# + "\n")
    #expect(messages(1, from: socket) == [.event(process: 1, .dropped(.init(count: 2)))])
    first.send(#"nt":1}"# + "\n")
    #expect(messages(1, from: socket) == [.event(process: 0, .dropped(.init(count: 1)))])
    second.close()
    #expect(messages(1, from: socket) == [.closed(process: 1)])
    first.send(#"{"event":"dropped","count":3}"# + "\n" + #"{"event":"#)
    first.close()
    #expect(
      socket.drain() == [.event(process: 0, .dropped(.init(count: 3))), .closed(process: 0)])
  }

  @Test func drainingDoesNotWaitForALivingProcess() throws {
    defer { folder.remove() }
    let socket = try ProbeSocket(path: path)
    let peer = Peer(path)
    peer.send(#"{"event":"dropped","count":1}"# + "\n")
    #expect(socket.drain() == [.event(process: 0, .dropped(.init(count: 1)))])
    #expect(socket.receive() == [])
  }

  @Test func whatIsLargeComesWhole() throws {
    defer { folder.remove() }
    let socket = try ProbeSocket(path: path)
    let text = String(repeating: "é", count: 20_000)
    let peer = Peer(path)
    peer.send(#"{"event":"print","stream":"stdout","text":""# + text + "\"}\n")
    #expect(
      messages(1, from: socket) == [
        .event(process: 0, .print(.init(stream: "stdout", text: text)))
      ])
  }

  @Test func pathThatIsTooLongIsAnError() {
    defer { folder.remove() }
    let long = folder.path + "/" + String(repeating: "x", count: 200)
    #expect(throws: ProbeSocket.Failure.self) { try ProbeSocket(path: long) }
  }

  @Test func folderIsCleanAfterwards() throws {
    defer { folder.remove() }
    _ = try ProbeSocket(path: path)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
