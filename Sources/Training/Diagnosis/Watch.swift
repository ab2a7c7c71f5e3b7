import Autograd
import Loop
import NN
import Run

/// Looks at some epochs of a run from outside and names the symptoms it sees.
///
/// It reads tensors, modes and the graph between statements, and changes none of them. Which
/// epochs it looks at depends on their number and the loss alone, so that two runs say the same.
/// A struct, so that an epoch that is not looked at counts no reference to it. Belongs to the
/// training thread.
struct Watch {
  private let detectors: [Detector]
  /// The first epoch that was looked at since the listing last changed.
  private var start: Int?
  private var evidence = Evidence()
  private var streaks: [String: (seen: Int, missed: Int)] = [:]
  private(set) var present: Set<String> = []
  private var rows: RowIndex?
  private var data: DataFacts?
  private var graphs: [(epoch: Int, node: WeakNode)] = []

  /// The epoch that runs, when it is one that is looked at.
  private(set) var look: Look?
  /// The loss of the last epoch gives reason to look closer.
  private var isUneasy = false
  /// The training loss above which it does.
  private var alarm = Double.infinity

  /// What is seen of an epoch while it runs. An object, so that an epoch of a small net that is not
  /// looked at pays for one empty reference only.
  final class Look {
    fileprivate var facts: EpochFacts
    fileprivate let parameters: [(name: String, tensor: Tensor)]
    /// The parameters as they were when the epoch began.
    fileprivate let before: [Tensor]
    /// The names that each line assigns.
    fileprivate let names: [Int: [String]]
    private var hasStepped = true
    private var lastInput: Tensor?
    private var lastLoss = ""
    private var lastInputLine = 0

    fileprivate init(_ state: LoopState, epoch: Int) throws {
      facts = EpochFacts(epoch: epoch)
      parameters = state.models.namedParameters
      before = try parameters.map { try $0.tensor.snapshot() }
      names = Dictionary(grouping: state.assignments, by: \.line).mapValues { $0.map(\.name) }
    }
  }

  private struct WeakNode { weak var node: Node? }

  init(_ detectors: [Detector]) { self.detectors = detectors }

  /// Begins anew with a listing that has changed; symptoms that were there are there until they
  /// are seen to be gone.
  mutating func listingChanged() {
    evidence = Evidence()
    data = nil
    streaks = [:]
    graphs = []
    start = nil
    isUneasy = false
    alarm = .infinity
  }

  // MARK: - Around an epoch

  mutating func epochBegins(_ state: LoopState, epoch: Int) throws {
    let age = epoch - (start ?? epoch)
    start = start ?? epoch
    // Every early epoch, then ever fewer, and all while the loss is large.
    let step = age < 16 ? 1 : age < 200 ? 10 : age < 10_000 ? 100 : 1000
    let isLooking = epoch % step == 0 || isUneasy
    // Most epochs of a small net are not looked at, and to tell the losses so again takes time.
    guard isLooking || look != nil else { return }
    look = try isLooking ? Look(state, epoch: epoch) : nil
    watchLosses(of: state)
  }

  /// Has the losses tell the look what they are given; no look, no telling.
  private func watchLosses(of state: LoopState) {
    for loss in state.losses {
      let kind = loss.kind
      loss.watch = look.map { look in { look.lossCalled($0, kind) } }
    }
  }

  /// Judges the epoch; gives the symptoms that are new, and those that are gone.
  mutating func epochEnded(_ state: LoopState, epoch: Int) -> [Symptom] {
    let metrics = state.metrics
    let isFinite = metrics.trainLoss.isFinite && metrics.testLoss.isFinite
    isUneasy = metrics.trainLoss > alarm && !isLossKnown
    if look == nil && (isFinite || isLossKnown) { return [] }
    // A loss that is lost at a blow is looked at too, with what is left of the epoch.
    let parameters = look?.parameters ?? state.models.namedParameters
    var seen = look?.facts ?? EpochFacts(epoch: epoch)
    seen.trainLoss = metrics.trainLoss
    seen.testLoss = metrics.testLoss
    seen.learningRate = state.optimizer.learningRate
    withoutTracking { complete(&seen, parameters, state) }
    look = nil
    watchLosses(of: state)
    let symptoms = judge(seen, state.listing)
    evidence.add(seen)
    alarm = 3 * max(evidence.first?.trainLoss ?? .infinity, 1e-3)
    return symptoms
  }

  /// The loss has been seen to be no number, and nobody need look for that.
  private var isLossKnown: Bool { present.contains("loss_not_a_number") }

  private mutating func complete(
    _ seen: inout EpochFacts, _ parameters: [(name: String, tensor: Tensor)], _ state: LoopState
  ) {
    let model = state.model
    seen.parameters = ParameterTable.statistics(parameters, before: look?.before)
    seen.frozen = Set(parameters.filter { !$0.tensor.requiresGrad }.map(\.name))
    let own = Set(parameters.map { ObjectIdentifier($0.tensor) })
    seen.strangersInOptimizer =
      state.optimizer.parameters.filter { !own.contains(ObjectIdentifier($0)) }.count
    seen.backward = state.roles.backward > 0 ? state.roles.backward : nil
    seen.inputThatRequiresGrad = [state.roles.forward.features, "X_train"].first {
      state[$0]?.requiresGrad == true
    }
    if seen.learning.contains(where: { $0.gradient == .zero }) {
      seen.deadLayer = state.deadLayer()
      seen.flatOperation = state[state.roles.lossName]?.gradFn?.flatOperation
    }
    if seen.firstNotFinite == nil, !seen.trainLoss.isFinite {
      seen.firstNotFinite = state.firstUnfiniteLine(input: nil)
    }
    seen.modalLayers = state.layers.filter(\.isModal).map(\.kind)
    if seen.testForward?.isTraining == true, model.isModal {
      seen.testLossInEvaluation = state.testLossInEvaluation()
    }
    rows = RowIndex.current(rows, state)
    seen.movedLabels = rows?.movedLabels(state) ?? (0, 0)
    seen.sharedRows = rows?.sharedRows ?? (0, 0)
    let facts = data ?? DataFacts(state)
    (seen.data, data) = (facts, facts)
    seen.keptGraph = keptGraph(state, epoch: seen.epoch)
  }

  /// An earlier epoch's graph, if somebody still holds it.
  ///
  /// The last few are let go only after the numbers read from them have been forgotten.
  private mutating func keptGraph(_ state: LoopState, epoch: Int) -> EpochFacts.KeptGraph? {
    graphs.removeAll { $0.node.node == nil }
    let oldest = graphs.first { $0.epoch + 8 <= epoch }
    if graphs.count < 16, let node = state[state.roles.lossName]?.gradFn {
      graphs.append((epoch, WeakNode(node: node)))
    }
    guard let oldest, let node = oldest.node.node else { return nil }
    for (name, tensor) in state.bindings {
      guard let start = tensor.gradFn else { continue }
      let (found, count) = start.reaches(node)
      guard found else { continue }
      return .init(
        since: oldest.epoch, name: name, operations: count,
        line: state.assignments.first {
          $0.name == name && $0.line > state.listing.text.setupLines.count
        }?.line)
    }
    return .init(since: oldest.epoch, name: nil, operations: 0, line: nil)
  }

  private mutating func judge(_ seen: EpochFacts, _ listing: Listing) -> [Symptom] {
    var symptoms: [Symptom] = []
    for detector in detectors {
      let id = detector.id
      var streak = streaks[id] ?? (0, 0)
      let finding = detector.see(seen, evidence)
      streak = finding == nil ? (0, streak.missed + 1) : (streak.seen + 1, 0)
      streaks[id] = streak
      if let finding, streak.seen >= detector.looks, present.insert(id).inserted {
        symptoms.append(
          Symptom(
            id: id, epoch: seen.epoch, text: finding.text, why: finding.why ?? detector.why,
            fix: finding.fix ?? detector.fix, line: finding.line,
            code: finding.line.map(listing.code) ?? "", isFault: detector.isFault,
            parameters: seen.parameters))
      } else if streak.missed == 3, present.remove(id) != nil {
        symptoms.append(Symptom(id: id, epoch: seen.epoch, text: "", isPresent: false))
      }
    }
    return symptoms
  }
}

extension Watch.Look {
  /// Sees what happens between the statements of the epoch.
  func install(_ hooks: LoopState.Hooks, _ state: LoopState) {
    let before = hooks.before
    let roles = state.roles
    hooks.before = { [weak self] line in
      try before(line)
      if line == roles.backward { self?.backwardBegins(line) }
    }
    hooks.after.append { [weak self, unowned state] line in
      withoutTracking { self?.statementRan(line, state, roles) }
    }
  }

  /// Notes what the first loss of the epoch was given.
  fileprivate func lossCalled(_ input: Tensor, _ kind: String) {
    lastInput = input
    lastLoss = kind
    lastInputLine = currentStatement
  }

  private func backwardBegins(_ line: Int) {
    let isUncleared = parameters.contains { parameter in
      parameter.tensor.grad.map { $0.values.contains { $0 != 0 } } ?? false
    }
    if isUncleared && hasStepped { facts.unclearedAt = line }
    hasStepped = false
  }

  private func statementRan(_ line: Int, _ state: LoopState, _ roles: LineRoles) {
    switch line {
    case roles.forward.line: facts.trainForward = (line, state.model.isTraining)
    case roles.loss:
      if facts.lossInput == nil, let input = lastInput {
        facts.lossInput = Self.lossInput(input, lastInputLine, lastLoss)
      }
    case roles.step: hasStepped = true
    case roles.testForward.line: facts.testForward = (line, state.model.isTraining)
    default: break
    }
    guard facts.firstNotFinite == nil else { return }
    switch line {
    case roles.forward.line, roles.testForward.line, roles.testLoss:
      facts.firstNotFinite = state.unfinite(madeBy: line, names[line] ?? [], input: lastInput)
    case roles.loss where state.isUnfinite(roles.lossName):
      // A line between the model and the loss may have made it.
      facts.firstNotFinite = state.firstUnfiniteLine(input: lastInput)
    default: break
    }
  }

  private static func lossInput(_ input: Tensor, _ line: Int, _ loss: String)
    -> EpochFacts.LossInput?
  {
    guard input.dim == 2 else { return nil }
    let classes = input.shape[1]
    let values = input.values
    var isDistribution = classes > 1 && values.allSatisfy { $0 >= 0 && $0 <= 1 + 1e-6 }
    for start in stride(from: 0, to: values.count, by: max(classes, 1)) where isDistribution {
      isDistribution = abs(values[start..<start + classes].reduce(0, +) - 1) < 1e-4
    }
    return EpochFacts.LossInput(
      line: line, loss: loss, classes: classes, isDistribution: isDistribution)
  }
}
