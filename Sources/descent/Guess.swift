import Dashboard
import Foundation
import Run
import Training

/// A game: one bug is on, chosen by the seed, and a person says which.
struct Guess {
  let bug: Bug
  /// What it could have been.
  let candidates: [Bug]

  /// Picks among the bugs that fit; nil when none does.
  init?(_ experiment: Experiment, _ catalogue: Catalogue) {
    candidates = catalogue.bugs.filter {
      $0.isFault && catalogue.conflict($0.id, with: [], in: experiment) == nil
    }
    guard !candidates.isEmpty else { return nil }
    // Neighbouring seeds are to choose bugs that are no neighbours.
    var mixed = experiment.seed &+ 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    bug = candidates[Int((mixed ^ mixed >> 31) % UInt64(candidates.count))]
  }

  /// The same game with the questions that the dashboard asks.
  func onScreen(_ experiment: Experiment, _ catalogue: Catalogue) -> GuessGame {
    let lines = catalogue.difference(bug.id, of: experiment)
    var missingAfter: Int?
    if let index = lines.firstIndex(where: { $0.change == .removed }) {
      missingAfter = lines[..<index].last { $0.number != nil }?.number ?? 0
    }
    let added = lines.filter { $0.change == .added }.compactMap(\.number)
    return GuessGame(
      answer: bug.info(), fix: bug.fix, lines: added,
      missingAfter: added.isEmpty ? missingAfter : nil, candidates: candidates.map { $0.info() })
  }

  /// Whether a log may show the event without giving the bug away.
  static func mayShow(_ event: TrainingEvent) -> Bool {
    switch event {
    case .bug, .listing, .symptom, .verdict: false
    default: true
    }
  }

  /// The report of an error as PyTorch would give it, without what we found out.
  static func plain(_ report: FailureReport) -> FailureReport {
    FailureReport(
      type: report.type, message: report.message, epoch: report.epoch, line: report.line,
      code: report.code, diagnosis: Diagnosis(why: ""))
  }

  /// Asks, and says whether it was right; without a terminal it tells.
  func ask() {
    guard isatty(STDIN_FILENO) == 1 else { return answer("") }
    complain("")
    complain("which bug was on?")
    for (index, bug) in candidates.enumerated() {
      complain("  \(index + 1)  \(bug.id): \(bug.title)")
    }
    try? FileHandle.standardError.write(contentsOf: Data("number or name: ".utf8))
    guard let line = readLine() else { return answer("") }
    let word = line.trimmingCharacters(in: .whitespaces)
    let isRight = word == bug.id || Int(word).flatMap { candidates[at: $0 - 1] } == bug.id
    answer(isRight ? "right: " : "no: ")
  }

  private func answer(_ verdict: String) {
    complain("\(verdict)the bug was \(bug.id): \(bug.title)")
    complain("  why    \(bug.explanation)")
    complain("  fix   \(bug.fix)")
  }
}

extension [Bug] {
  fileprivate subscript(at index: Int) -> String? { indices.contains(index) ? self[index].id : nil }
}
