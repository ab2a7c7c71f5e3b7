import Autograd
import NN
import Run

/// The `grad_fn` tree from the loss down to the parameters, as lines.
///
/// The longest way down stays at one depth, so that a deep model does not run off the screen; what
/// joins it on the side stands one deeper, before the way goes on.
struct GradFnTree {
  /// Lines beyond which the tree is cut short.
  static let limit = 400

  private let names: [ObjectIdentifier: String]
  private var seen: Set<ObjectIdentifier> = []
  private var lines: [GraphLine] = []

  private init(_ state: LoopState) {
    var names: [ObjectIdentifier: String] = [:]
    for (name, tensor) in state.bindings { names[ObjectIdentifier(tensor)] = name }
    for (name, tensor) in state.models.namedParameters { names[ObjectIdentifier(tensor)] = name }
    self.names = names
  }

  /// Empty when there is no loss yet.
  static func lines(_ state: LoopState) -> [GraphLine] {
    let name = state.roles.lossName
    guard let loss = state[name] else { return [] }
    var tree = GradFnTree(state)
    tree.add(GraphLine(depth: 0, text: name, isDead: loss.gradFn == nil))
    if let node = loss.gradFn {
      tree.walk(node, 0)
    } else if let cut = loss.cut {
      tree.cross(cut, 0)
    }
    return tree.lines
  }

  private var isFull: Bool { lines.count >= Self.limit }

  private mutating func add(_ line: GraphLine) {
    if lines.count < Self.limit - 1 {
      lines.append(line)
    } else if !isFull {
      lines.append(GraphLine(depth: line.depth, text: "…"))
    }
  }

  private mutating func walk(_ start: Node, _ depth: Int) {
    var next: Node? = start
    while let node = next, !isFull {
      next = nil
      guard seen.insert(ObjectIdentifier(node)).inserted else {
        add(GraphLine(depth: depth, text: "\(node.name), as above", line: node.line))
        return
      }
      add(GraphLine(depth: depth, text: node.name, line: node.line))
      let inputs = node.edges
      let way = inputs.lastIndex(where: Self.leadsOn) ?? inputs.lastIndex(where: Self.isNode)
      for (index, input) in inputs.enumerated() where index != way { visit(input, depth + 1) }
      if let way, case .node(let inner, _) = inputs[way] { next = inner }
    }
  }

  /// Whether more than a single op lies that way.
  private static func leadsOn(_ input: Node.Edge) -> Bool {
    guard case .node(let node, _) = input else { return false }
    return node.edges.contains { inner in
      switch inner {
      case .node, .cut: true
      case .none, .leaf: false
      }
    }
  }

  private static func isNode(_ input: Node.Edge) -> Bool {
    if case .node = input { true } else { false }
  }

  private mutating func visit(_ input: Node.Edge, _ depth: Int) {
    switch input {
    case .none: break
    case .node(let node, _): walk(node, depth)
    case .leaf(let tensor): add(leaf: tensor, depth)
    case .cut(let cut): cross(cut, depth)
    }
  }

  private mutating func add(leaf tensor: Tensor, _ depth: Int) {
    let name = names[ObjectIdentifier(tensor)] ?? "a leaf"
    add(GraphLine(depth: depth, text: name, isLeaf: true))
  }

  /// From behind a cut, over it, and on through what had a gradient path.
  private mutating func cross(_ cut: GradientCut, _ depth: Int) {
    for step in cut.steps.reversed() {
      add(
        GraphLine(
          depth: depth, text: step.operation, line: Self.line(step.statement), isDead: true))
    }
    add(
      GraphLine(
        depth: depth, text: Self.name(cut), line: Self.line(cut.statement), isCut: true))
    switch cut.source {
    case .node(let node): walk(node, depth)
    case .leaf(let tensor): add(leaf: tensor, depth + 1)
    case .operation(let name): add(GraphLine(depth: depth, text: name))
    }
  }

  private static func name(_ cut: GradientCut) -> String {
    switch cut.kind {
    case .noGrad, .inferenceMode: "\(cut.operation) under \(cut.place)"
    default: cut.operation
    }
  }

  private static func line(_ statement: Int) -> Int? { statement > 0 ? statement : nil }
}
