import Foundation
@preconcurrency import Glibc

/// The probe as the programs find it that this process starts: on their `PYTHONPATH`, with its socket.
///
/// Its files stay in the user's cache where they can. The socket lies in a private folder, which goes
/// with this value, and so do the files otherwise.
public final class ProbeSetup {
  /// When the probe traces: the first steps and after changes, every step, or never.
  public enum Trace: String, CaseIterable, Sendable { case auto, always, off }

  private let folder: PrivateFolder
  /// What the programs send, where it is asked for and there can be a socket.
  public let socket: ProbeSocket?

  /// Changes the environment of this process, so it belongs before the first thread.
  ///
  /// With `listens`, programs send their events and what they print over the socket. With
  /// `reportsToStderr` their reports go to their own stderr all the same, where they are safe
  /// whatever becomes of Descent.
  public init(trace: Trace?, listens: Bool = false, reportsToStderr: Bool = true) throws {
    let folder = try PrivateFolder()
    let kept = KeptFolder()
    do {
      if kept == nil { try ProbeFiles.write(to: folder.url) }
    } catch {
      folder.remove()
      throw error
    }
    self.folder = folder
    Self.putFirstOnPythonPath(kept?.url.path ?? folder.path)
    if let trace { setenv("DESCENT_PROBE_TRACE", trace.rawValue, 1) }
    let path = folder.path + "/events"
    socket = listens ? try? ProbeSocket(path: path) : nil
    if socket != nil {
      setenv("DESCENT_PROBE_SOCKET", path, 1)
      setenv("DESCENT_PROBE_PRINTS", "1", 1)
      setenv("DESCENT_PROBE_STDERR", reportsToStderr ? "1" : "0", 1)
    }
  }

  deinit { folder.remove() }

  private static func putFirstOnPythonPath(_ folder: String) {
    var path = Array(folder.utf8CString)
    if let own = getenv("PYTHONPATH"), own.pointee != 0 {
      path[path.count - 1] = CChar(UInt8(ascii: ":"))
      path += UnsafeBufferPointer(start: own, count: strlen(own) + 1)
    }
    setenv("PYTHONPATH", path, 1)
  }
}
