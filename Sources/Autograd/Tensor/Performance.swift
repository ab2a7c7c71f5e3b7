import CKernels

/// How many threads large work is split over; small work stays on its own thread.
///
/// Results do not depend on it.
public func setThreadCount(_ count: Int) { ck_set_threads(Int32(clamping: count)) }

/// Rounds denormal numbers to zero on this thread: on most machines they are a hundred times
/// slower than others.
public func flushDenormals() { ck_flush_denormals() }
