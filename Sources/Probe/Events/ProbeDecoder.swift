import Foundation

/// Bytes of one connection as they come, turned into events.
///
/// A line that is no event of ours, or of a later version's, is passed over; what stands after the
/// last line's end waits for its rest, and is lost with a process that was killed while it wrote.
public struct ProbeDecoder: Sendable {
  private var rest: [UInt8] = []
  /// A line longer than any event: the bytes up to its end are passed over.
  private var isOverlong = false
  private let longestLine: Int

  public init(longestLine: Int = 16 << 20) { self.longestLine = longestLine }

  /// The events that are complete with these bytes.
  public mutating func decode(_ bytes: some Collection<UInt8>) -> [ProbeEvent] {
    var events: [ProbeEvent] = []
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    while let piece = pieces.popFirst() {
      if !isOverlong { rest += piece }
      if rest.count > longestLine {
        rest = []
        isOverlong = true
      }
      if pieces.isEmpty { break }
      if let event = Self.event(rest) { events.append(event) }
      rest.removeAll(keepingCapacity: true)
      isOverlong = false
    }
    return events
  }

  /// One line without its end; nil when it is no event that is known here.
  public static func event(_ line: some Sequence<UInt8>) -> ProbeEvent? {
    try? decoder.decode(ProbeEvent.self, from: Data(line))
  }

  /// For lines as the package and `ProbeLog` write them.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}
