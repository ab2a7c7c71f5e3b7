import Foundation
@preconcurrency import Glibc

/// A program that could not be started.
public struct LaunchFailure: Error, CustomStringConvertible {
  /// As shells have it: 127 for what is not there, 126 for what cannot be run.
  public let exitCode: Int32
  public let description: String

  init(_ name: [CChar], _ problem: Int32) {
    let name = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    exitCode = problem == ENOENT || problem == ENOTDIR ? 127 : 126
    description = "cannot start \(name): \(String(cString: strerror(problem)))"
  }
}

/// Starts programs of the person's own.
enum ChildProcess {
  /// Starts a program, found as shells find it, with our environment.
  ///
  /// `command` is the program and its arguments, each with its final zero. The program starts with
  /// `mask` as its blocked signals. With a `terminal`, the path of one that no process has opened
  /// yet, it leads a session of its own and has that for stdin, stdout and stderr and as its
  /// controlling terminal; without, it has our own three.
  static func start(_ command: [[CChar]], blocking mask: sigset_t, terminal: String? = nil) throws
    -> pid_t
  {
    guard let name = command.first else { throw LaunchFailure([0], ENOENT) }
    do {
      return try spawn(name, command, mask, terminal)
    } catch let failure as SpawnFailure {
      // A script that does not name its interpreter is one for the shell.
      if failure.problem == ENOEXEC, let script = path(of: name) {
        let shell = Array("/bin/sh".utf8CString)
        if let child = try? spawn(shell, [shell, script] + command.dropFirst(), mask, terminal) {
          return child
        }
      }
      throw LaunchFailure(name, failure.problem)
    }
  }

  /// What `waitpid` says of an end, as a shell says it: 128 and the signal's number where one ended
  /// the program.
  static func exitCode(_ status: Int32) -> Int32 {
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  private struct SpawnFailure: Error { let problem: Int32 }

  /// `POSIX_SPAWN_SETSID`, which glibc shows to GNU programs only.
  private static let newSession: Int16 = 0x80

  private static func spawn(
    _ name: [CChar], _ command: [[CChar]], _ mask: sigset_t, _ terminal: String?
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var mask = mask
    posix_spawnattr_setsigmask(&attributes, &mask)
    var flags = Int16(POSIX_SPAWN_SETSIGMASK)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let terminal {
      // The first terminal that the leader of a new session opens becomes its controlling one.
      flags |= newSession
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
      posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
      // A full screen has handlers of its own, and ignores what would end it at a wrong moment.
      var all = sigset_t()
      sigfillset(&all)
      posix_spawnattr_setsigdefault(&attributes, &all)
      flags |= Int16(POSIX_SPAWN_SETSIGDEF)
    }
    posix_spawnattr_setflags(&attributes, flags)
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child = pid_t()
    let problem = posix_spawnp(&child, name, &actions, &attributes, &words, environ)
    guard problem == 0 else { throw SpawnFailure(problem: problem) }
    return child
  }

  /// The file that a program's name stands for, by the folders of `PATH` where it has no slash.
  private static func path(of name: [CChar]) -> [CChar]? {
    let slash = CChar(bitPattern: UInt8(ascii: "/"))
    if name.contains(slash) { return name }
    let search = getenv("PATH").map { String(cString: $0) } ?? "/bin:/usr/bin"
    for folder in search.split(separator: ":", omittingEmptySubsequences: false) {
      var path = folder.utf8.map { CChar(bitPattern: $0) }
      if !path.isEmpty { path.append(slash) }
      path += name
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }
}
