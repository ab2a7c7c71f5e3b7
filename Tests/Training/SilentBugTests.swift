import Foundation
import Run
import Testing

@testable import Training

extension [TrainingEvent] {
  /// Symptoms that came up, by detector.
  var symptoms: [Symptom] {
    compactMap { if case .symptom(let symptom) = $0, symptom.isPresent { symptom } else { nil } }
  }

  var verdicts: [Verdict] {
    compactMap { if case .verdict(let result) = $0 { result } else { nil } }
  }
}

@Suite struct SilentBugTests {
  static let silent = Catalogue.standard.bugs.filter { !$0.raises }.map(\.id)

  /// Presets small enough to be trained many times: every loss, with and without batches.
  static let presets = ["batch_norm", "dropout", "gauss_binary", "iris", "modes", "seed"]

  /// Every silent bug on each of these that it fits.
  static let cases: [(bug: String, preset: String)] = silent.flatMap { bug in
    presets.compactMap { preset in
      guard let experiment = try? PresetTests.folder.load(preset),
        Catalogue.standard.conflict(bug, with: [], in: experiment) == nil
      else { return nil }
      return (bug, preset)
    }
  }

  static func watched(_ experiment: Experiment, bugs: [String], epochs: Int, seed: UInt64? = nil)
    -> [TrainingEvent]
  {
    var experiment = experiment
    experiment.epochs = epochs
    experiment.patience = nil
    if let seed { experiment.seed = seed }
    return events(experiment) {
      $0.bugs = bugs.map { BugSwitch(id: $0, isOn: true, epoch: 0) }
      $0.watchesSymptoms = true
    }
  }

  @Test(arguments: cases)
  func everySilentBugShowsItsSymptom(_ bug: String, _ preset: String) throws {
    let all = Self.watched(try PresetTests.folder.load(preset), bugs: [bug], epochs: 50)
    guard case .detected(let id)? = Catalogue.standard[bug]?.symptom else { return }
    let symptom = all.symptoms.first { $0.id == id }
    #expect(symptom != nil, "saw \(all.symptoms.map(\.id))")
    #expect(all.verdicts.map(\.isMet) == [true])
  }

  @Test(arguments: presets + ["spiral", "xor"], [42, 43, 44] as [UInt64])
  func nothingIsSeenOnHealthyRuns(_ preset: String, _ seed: UInt64) throws {
    let experiment = try PresetTests.folder.load(preset)
    let epochs = experiment.batchSize == nil ? 100 : 20
    let all = Self.watched(experiment, bugs: [], epochs: epochs, seed: seed)
    #expect(all.symptoms == [])
    #expect(all.curve.count == epochs)
  }

  /// Bugs that may be on together both show, whichever the other is.
  @Test(arguments: silent, ["batch_norm", "gauss_binary", "seed"])
  func compatiblePairsBothShow(_ bug: String, _ preset: String) throws {
    let catalogue = Catalogue.standard
    let experiment = try PresetTests.folder.load(preset)
    for other in Self.silent where other > bug {
      guard catalogue.conflict(bug, with: [], in: experiment) == nil,
        catalogue.conflict(other, with: [bug], in: experiment) == nil
      else { continue }
      let all = Self.watched(experiment, bugs: [bug, other], epochs: 50)
      #expect(all.verdicts.filter(\.isMet).count == 2, "\(other): \(all.verdicts)")
    }
  }

  /// With a bug that raises, its error comes, or the catalogue says why the two do not go together.
  @Test(arguments: silent, ["batch_norm", "gauss_binary", "seed"])
  func errorsComeThroughSilentBugs(_ bug: String, _ preset: String) throws {
    let catalogue = Catalogue.standard
    let experiment = try PresetTests.folder.load(preset)
    for other in catalogue.bugs where other.raises {
      guard catalogue.conflict(bug, with: [], in: experiment) == nil,
        catalogue.conflict(other.id, with: [bug], in: experiment) == nil
      else { continue }
      let all = Self.watched(experiment, bugs: [bug, other.id], epochs: 3)
      let verdict = all.verdicts.first { $0.bug == other.id }
      #expect(verdict?.isMet == true, "\(other.id): \(all.verdicts)")
    }
  }
}
