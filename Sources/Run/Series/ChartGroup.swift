/// Series that share a chart: those that measure the same quantity.
public struct ChartGroup: Sendable, Equatable {
  public struct Member: Sendable, Equatable {
    /// The series' name in its table.
    public let series: String
    public let name: SeriesName
  }

  /// What its series measure; tells the group from the others.
  public let title: String
  public private(set) var members: [Member]

  /// The groups of these series: losses first and what is set last, else in the order in which they
  /// begin.
  public static func groups(of names: [String]) -> [ChartGroup] {
    var groups: [ChartGroup] = []
    var places: [String: Int] = [:]
    for series in names {
      let name = SeriesName(series)
      let member = Member(series: series, name: name)
      if let place = places[name.key] {
        groups[place].members.append(member)
      } else {
        places[name.key] = groups.count
        let isSpelled = name.key == name.quantity.lowercased()
        groups.append(ChartGroup(title: isSpelled ? name.quantity : name.key, members: [member]))
      }
    }
    return (0...3).flatMap { rank in groups.filter { $0.rank == rank } }
  }

  private var rank: Int { falls ? 0 : isFraction ? 1 : isSetting ? 3 : 2 }

  /// The member that tells best how good the model is: of the data it does not learn from.
  public var judge: Member? { members.first { $0.name.part == .test } }

  /// The least is the best.
  public var falls: Bool { key == "loss" || key.hasSuffix("_loss") || key.hasSuffix(" loss") }

  /// The greatest is the best.
  public var grows: Bool { SeriesWords.grows(key) }

  /// A part of one, when all values are.
  public var isFraction: Bool { key == "accuracy" }

  /// Something that is set rather than measured, and is worth a chart once it changes.
  public var isSetting: Bool { ["lr", "learning_rate", "learning rate"].contains(key) }

  private var key: String { members.first?.name.key ?? title }
}
