#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file cannot be read or written, with its path and the system's own word.
public struct FileError: Error, Equatable, CustomStringConvertible {
  public enum Action: String, Sendable { case read, write }

  public let action: Action
  public let path: String
  /// The system's number for the reason, as in `errno`.
  public let code: Int32

  public init(_ action: Action, _ path: String, code: Int32) {
    (self.action, self.path, self.code) = (action, path, code)
  }

  public var description: String {
    "cannot \(action) \(path): \(String(cString: strerror(code)))"
  }
}
