import Autograd
import NN

extension Node {
  /// One op, or the leaf at the far end, of a way through the graph.
  struct Stop {
    let text: String
    /// The listing's line that ran the op; nil for a leaf and outside a listing.
    let line: Int?
    let isLeaf: Bool
  }

  /// The way from a leaf, a parameter where there is one, up to this op.
  func path(_ leafName: (Tensor) -> String) -> [Stop] {
    var trail: [Stop] = []
    var next: Node? = self
    while let node = next {
      trail.append(Stop(text: node.name, line: node.line, isLeaf: false))
      next = nil
      var leaf: Tensor?
      for input in node.edges {
        switch input {
        case .node(let inner, _): if next == nil { next = inner }
        case .leaf(let tensor):
          // A weight says more than the bias beside it.
          if leaf == nil || tensor.dim > leaf?.dim ?? 0 { leaf = tensor }
        case .none, .cut: break
        }
      }
      if next == nil, let leaf {
        trail.append(Stop(text: leafName(leaf), line: nil, isLeaf: true))
      }
    }
    return trail.reversed()
  }

  /// The listing's line that ran the op; nil outside a listing.
  var line: Int? { statement > 0 ? statement : nil }
}

extension Node {
  /// The first op from the loss on whose derivative is zero everywhere, with its line.
  var flatOperation: (name: String, line: Int)? {
    let flat: Set = ["Sign", "Round", "Floor", "Ceil", "Trunc"]
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var pending = [self]
    while !pending.isEmpty, seen.count < 10_000 {
      let node = pending.removeFirst()
      let name = String(node.name.prefix { $0 != "B" })
      if flat.contains(name), let line = node.line { return (name.lowercased(), line) }
      for case .node(let inner, _) in node.edges
      where seen.insert(ObjectIdentifier(inner)).inserted {
        pending.append(inner)
      }
    }
    return nil
  }
}

extension GradientCut {
  /// The op or scope that cut, as a person calls it: `argmax`, `torch.no_grad()`.
  var place: String {
    switch kind {
    case .noGrad: "torch.no_grad()"
    case .inferenceMode: "torch.inference_mode()"
    default: operation
    }
  }
}

extension LoopState {
  /// A parameter's name in the model, else the loop's name for the tensor.
  func parameterName(_ tensor: Tensor) -> String {
    if let found = models.namedParameters.first(where: { $0.tensor === tensor }) {
      return found.name
    }
    return bindings.first { $0.tensor === tensor }?.name ?? "a leaf"
  }
}
