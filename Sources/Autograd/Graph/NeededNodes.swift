/// The ops through which a gradient reaches what was asked for.
///
/// `grad` runs no others: whatever else hangs on the outputs keeps its saved values, so a later
/// pass can still go through it, as in PyTorch.
struct NeededNodes {
  private var running: Set<ObjectIdentifier> = []
  private let wanted: Set<ObjectIdentifier>

  init(_ outputs: [Tensor], _ inputs: [Tensor]) {
    wanted = Set(inputs.map { $0.node.map(ObjectIdentifier.init) ?? ObjectIdentifier($0) })
    let oldest = inputs.map(\.sequence).min() ?? 0
    var seen: Set<ObjectIdentifier> = []
    var found: [Node] = []
    var pending = outputs.compactMap(\.node)
    while let node = pending.popLast() {
      guard node.sequence >= oldest, seen.insert(ObjectIdentifier(node)).inserted else { continue }
      found.append(node)
      for case .node(let next, _) in node.edges { pending.append(next) }
    }
    // Inputs are older than the ops that use them, so the oldest are known first.
    for node in found.sorted(by: { $0.sequence < $1.sequence }) {
      let isNeeded = node.edges.contains {
        switch $0 {
        case .none, .cut: false
        case .leaf(let leaf): wanted.contains(ObjectIdentifier(leaf))
        case .node(let next, _): leads(to: next)
        }
      }
      if isNeeded { running.insert(ObjectIdentifier(node)) }
    }
  }

  /// Whether the op's derivative is needed.
  func runs(_ node: Node) -> Bool { running.contains(ObjectIdentifier(node)) }

  /// Whether a gradient for the op's result is needed, for its inputs or for itself.
  func leads(to node: Node) -> Bool { runs(node) || wanted.contains(ObjectIdentifier(node)) }
}
