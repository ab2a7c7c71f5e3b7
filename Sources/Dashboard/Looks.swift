import Run

/// The last of each closer look that the trainer sent.
public struct Looks: Sendable {
  public internal(set) var values: [Int: LineValue] = [:]
  public internal(set) var gradients: [ParameterStatistics] = []
  public internal(set) var graph: [GraphLine] = []
  public internal(set) var boundary: DecisionBoundary?
  public internal(set) var confusion: (epoch: Int, counts: [[Int]])?
  public internal(set) var predictions: (epoch: Int, pairs: [PredictedNumber])?
  public internal(set) var distributions: [Distribution] = []
  public internal(set) var samples: [WorstSample] = []
  public internal(set) var names: [InspectedName] = []
  public internal(set) var timing: Timing?
  /// Silent symptoms that are there now, in the order they were first seen.
  public internal(set) var symptoms: [Symptom] = []

  mutating func take(_ observation: Observation) {
    switch observation {
    case .values(_, let list):
      values = Dictionary(list.map { ($0.line, $0) }, uniquingKeysWith: { $1 })
    case .gradients(_, let list): gradients = list
    case .graph(_, let lines): graph = lines
    case .boundary(let look): boundary = look
    case .confusion(let epoch, let counts): confusion = (epoch, counts)
    case .predictions(let epoch, let pairs): predictions = (epoch, pairs)
    case .timing(let look): timing = look
    case .names(_, let list): names = list
    case .distributions(_, let list): distributions = list
    case .samples(_, let list): samples = list
    }
  }

  /// Keeps the values beside their lines where a listing changes; added lines have none yet.
  mutating func renumber(from old: [ListingLine], to new: [ListingLine]) {
    // Without its added lines each listing is the healthy one.
    let (before, after) = (old.filter { $0.change != .added }, new.filter { $0.change != .added })
    let moved = zip(before, after).compactMap { before, after -> (Int, LineValue)? in
      guard let from = before.number, let line = after.number, var value = values[from],
        before.code == after.code
      else { return nil }
      value.line = line
      return (line, value)
    }
    values = Dictionary(moved, uniquingKeysWith: { $1 })
  }

  mutating func take(_ symptom: Symptom) {
    let index = symptoms.firstIndex { $0.id == symptom.id }
    if let index {
      if symptom.isPresent { symptoms[index] = symptom } else { symptoms.remove(at: index) }
    } else if symptom.isPresent {
      symptoms.append(symptom)
    }
  }
}

/// What the process takes of the machine, read once a second at the edge.
public struct ProcessUsage: Sendable, Equatable {
  /// Bytes of memory in use; nil where the system does not tell.
  public var residentBytes: Int?
  /// Seconds of processor over seconds that passed: 1 is one processor busy all the time.
  public var processorShare: Double

  public init(residentBytes: Int?, processorShare: Double) {
    self.residentBytes = residentBytes
    self.processorShare = processorShare
  }
}

/// The last two minutes, a reading a second.
struct RecentUsage: Sendable {
  private(set) var epochsPerSecond: [Double] = []
  private(set) var processorShare: [Double] = []
  private(set) var residentBytes: [Double] = []
  private(set) var last: ProcessUsage?
  private static let kept = 120

  mutating func add(_ usage: ProcessUsage, rate: Double) {
    last = usage
    func append(_ value: Double, to list: inout [Double]) {
      list.append(value)
      if list.count > Self.kept { list.removeFirst() }
    }
    append(rate, to: &epochsPerSecond)
    append(usage.processorShare, to: &processorShare)
    append(Double(usage.residentBytes ?? 0), to: &residentBytes)
  }
}
