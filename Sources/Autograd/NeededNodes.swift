/// The ops through which a gradient reaches what was asked for.
///
/// `grad` runs no others: whatever else hangs on the outputs keeps its saved values, so a later
/// pass can still go through it, as in PyTorch.
struct NeededNodes {
  private typealias Place = UnsafeMutableRawPointer
  private var running: Set<Place> = []
  private var wanted: Set<Place>

  init(_ outputs: [Tensor], _ inputs: [Tensor]) {
    wanted = Set(
      inputs.map { $0.made.node?.toOpaque() ?? Unmanaged.passUnretained($0).toOpaque() })
    let oldest = inputs.map(\.sequence).min() ?? 0
    var seen: Set<Place> = []
    var found: [Unmanaged<Node>] = []
    var pending = outputs.compactMap { $0.made.node }
    while let node = pending.popLast() {
      guard node.sequence >= oldest, seen.insert(node.toOpaque()).inserted else { continue }
      found.append(node)
      for case .node(let next, _) in node.targets { pending.append(next) }
    }
    // Inputs are older than the ops that use them, so the oldest are known first.
    for node in found.sorted(by: { $0.sequence < $1.sequence }) {
      let isNeeded = node.targets.contains {
        switch $0 {
        case .none, .cut: false
        case .leaf(let leaf): wanted.contains(leaf.toOpaque())
        case .node(let next, _): leads(to: next)
        }
      }
      if isNeeded { running.insert(node.toOpaque()) }
    }
  }

  /// Whether the op's derivative is needed.
  func runs(_ node: Unmanaged<Node>) -> Bool { running.contains(node.toOpaque()) }

  /// Whether a gradient for the op's result is needed, for its inputs or for itself.
  func leads(to node: Unmanaged<Node>) -> Bool {
    runs(node) || wanted.contains(node.toOpaque())
  }
}

extension Unmanaged<Node> {
  @inline(__always)
  var sequence: UInt64 { _withUnsafeGuaranteedRef { $0.sequence } }

  /// Where the gradients of the op's inputs go.
  fileprivate var targets: [Edge.Target] {
    _withUnsafeGuaranteedRef { node in
      node.unfold()
      return (0..<node.edges.count).map { node.edges[$0].target }
    }
  }
}

extension Tensor {
  /// The sequence of the op that made the tensor; 0 for a leaf.
  var sequence: UInt64 { made.node?.sequence ?? 0 }
}
