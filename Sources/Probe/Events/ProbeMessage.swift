/// What comes over the socket: each connection is one process, counted from 0.
public enum ProbeMessage: Sendable, Equatable {
  case event(process: Int, ProbeEvent)
  /// The process has ended, or has left its reader; without an `end` before, it was killed.
  case closed(process: Int)
}
