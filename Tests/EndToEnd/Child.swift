import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A child process with its output in files.
///
/// Foundation's `Process` waits until everybody who inherited its socket is gone, so it never returns from
/// a command that leaves a server behind, as tmux does.
struct Child {
  let pid: pid_t

  struct Failure: Error, CustomStringConvertible { let description: String }

  init(_ arguments: [String], in folder: String = ".", out: String, err: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, path) in [(Int32(1), out), (Int32(2), err)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // Worker threads block every signal, and a child inherits that: tmux could then not even end.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let arguments = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var environment: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in environment { free(word) } }
    var pid = pid_t()
    let status = posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, &environment)
    guard status == 0 else {
      throw Failure(
        description: "cannot start \(arguments[0]): \(String(cString: strerror(status)))")
    }
    self.pid = pid
  }

  /// Waits for the end; gives the exit code as a shell does, 128 and the signal's number if killed.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}

/// A file's text. (`String(contentsOf:)` loses a page of memory on an empty file.)
func text(of path: String) throws -> String {
  guard let file = FileHandle(forReadingAtPath: path) else {
    throw Child.Failure(description: "cannot read \(path)")
  }
  return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
}
