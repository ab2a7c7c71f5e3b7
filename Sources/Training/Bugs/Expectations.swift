import Run

/// Checks, while a run goes on, that every bug that is on shows what it is expected to show.
struct Expectations {
  /// Epochs a symptom may take.
  static let patience = 100

  private var pending: [(bug: Bug, since: Int)] = []
  /// Whether a bug that is on has yet to show what is expected of it.
  var arePending: Bool { !pending.isEmpty }

  /// Follows what is on; a bug that stays on is not asked twice.
  mutating func follow(_ active: [Bug], epoch: Int) {
    pending.removeAll { entry in !active.contains { $0.id == entry.bug.id } }
    met.formIntersection(active.map(\.id))
    for bug in active where bug.symptom != nil && !met.contains(bug.id) {
      if !pending.contains(where: { $0.bug.id == bug.id }) { pending.append((bug, epoch)) }
    }
  }

  private var met: Set<String> = []

  /// What an error fulfils.
  mutating func raised(_ report: FailureReport) -> [Verdict] {
    settle(epoch: report.epoch) { symptom in
      guard case .raises(let type, let message) = symptom else { return nil }
      return report.type == type && report.message.hasPrefix(message) ? report.headline : nil
    }
  }

  /// What the symptoms that are there after an epoch fulfil, and what ought to have been seen.
  mutating func epochEnded(_ epoch: Int, symptoms: Set<String>) -> [Verdict] {
    guard !pending.isEmpty else { return [] }
    var result = settle(epoch: epoch) { symptom in
      switch symptom {
      case .detected(let id), .harmless(let id): symptoms.contains(id) ? id : nil
      case .raises: nil
      }
    }
    for (bug, since) in pending where epoch - since >= (bug.raises ? 0 : Self.patience - 1) {
      result.append(
        Verdict(bug: bug.id, symptom: bug.symptom?.text ?? "", epoch: epoch, isMet: false))
      met.insert(bug.id)
    }
    pending.removeAll { met.contains($0.bug.id) }
    return result
  }

  private mutating func settle(epoch: Int, _ seen: (Bug.Symptom) -> String?) -> [Verdict] {
    var result: [Verdict] = []
    for (bug, _) in pending {
      guard let symptom = bug.symptom, let text = seen(symptom) else { continue }
      result.append(Verdict(bug: bug.id, symptom: text, epoch: epoch, isMet: true))
      met.insert(bug.id)
    }
    pending.removeAll { met.contains($0.bug.id) }
    return result
  }
}

extension Bug.Symptom {
  /// The error's words, or the detector's name.
  public var text: String {
    switch self {
    case .raises(let type, let message): "\(type): \(message)"
    case .detected(let id), .harmless(let id): id
    }
  }
}
