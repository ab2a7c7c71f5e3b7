import Run

/// Boxes of two columns, one for each report, as stable-baselines and Spinning Up draw them:
///
///     ----------------------------------
///     | rollout/           |           |
///     |    ep_rew_mean     | 84.8      |
///     |    total_timesteps | 2048      |
///     ----------------------------------
struct Boxes: LineFormat {
  private var values: [Reading.Value] = []
  private var group = ""
  /// The line before was an edge, or a row.
  private var isOpen = false

  /// What says where a report stands, the best first; in small letters, without `_`.
  private static let places = [
    "totaltimesteps", "totalenvinteracts", "totalsteps", "steps", "nupdates", "iterations",
    "iteration", "itr", "episodes",
  ]

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    let isEdge = line.bytes.count > 10 && line.bytes.allSatisfy { "-=".utf8.contains($0) }
    if isOpen, !isEdge, let (name, cell) = Self.row(line) {
      if let number = Numbers.read(cell) {
        values.append(Reading.Value(group + name, number))
      } else {
        group = name.hasSuffix("/") ? name : ""
      }
      return []
    }
    let reading = Self.reading(values, isWhole: isEdge)
    (values, group, isOpen) = ([], "", isEdge)
    guard let reading else { return isEdge ? [] : nil }
    return [.reading(reading)] + (isEdge ? [] : [.rest(line)])
  }

  /// `| name | number |`, or a group's name and nothing.
  private static func row(_ line: LogLine) -> (name: String, cell: String)? {
    guard line.bytes.count > 4, line.bytes.first == UInt8(ascii: "|"),
      line.bytes.last == UInt8(ascii: "|")
    else { return nil }
    let cells = line.bytes.dropFirst().dropLast()
      .split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .map { LogLine($0).text }
    guard cells.count == 2, cells[0].contains(where: \.isLetter), cells[0].count < 60,
      cells[1].isEmpty || Numbers.read(cells[1]) != nil
    else { return nil }
    return (cells[0], cells[1])
  }

  private static func reading(_ values: [Reading.Value], isWhole: Bool) -> Reading? {
    func place(_ name: String) -> String {
      (name.split(separator: "/").last ?? "").lowercased().filter { $0 != "_" && $0 != " " }
    }
    var reading = Reading()
    reading.epoch = values.first { place($0.name) == "epoch" }?.number
    let step = places.lazy.compactMap { known in values.first { place($0.name) == known } }.first
    reading.step = step?.number
    reading.values = values.filter { $0.name != step?.name && place($0.name) != "epoch" }
    // A box that is still open and says nothing of where it stands is none.
    return (reading.hasPlace || isWhole) && !reading.values.isEmpty ? reading : nil
  }
}
