import CKernels

/// One recorded op of the graph: PyTorch's `grad_fn`.
public final class Node: HolderCounted {
  /// Takes the gradients of the op's outputs to those of its inputs.
  typealias Derivative = (Node, Tensor) throws -> Gradients

  // A node belongs to one thread and no access below contains another: nothing to check at run
  // time, which would cost more than the access. What is set once is no `let`, because a node is
  // used again for another op; see `NodeReference`.

  // First here and in all that is counted so: the same place in memory is the same code.
  @exclusivity(unchecked) var holders: Int32 = 0

  /// PyTorch's name, e.g. `AddmmBackward0`.
  public var name: String { "\(label)" }
  /// The statement that ran the op, counted from 1; 0 outside a listing.
  public var statement: Int { Int(line) }

  @exclusivity(unchecked) private(set) var label: StaticString = ""
  @exclusivity(unchecked) private var line: Int32 = 0
  /// How many cuts lie one behind the other below this node; see `GradientCut.Source`.
  @exclusivity(unchecked) private(set) var cutDepth: Int32 = 0
  /// Inputs are always older than the ops that use them, so descending order is a valid walk.
  @exclusivity(unchecked) private(set) var sequence: UInt64 = 0
  /// Shape and dtype of the first output; a gradient must fit it.
  @exclusivity(unchecked) private(set) var outputSizes = Dims()
  @exclusivity(unchecked) private(set) var outputDType = DType.float32
  /// Plain numbers that the derivative needs: a closure that captured them would be one more
  /// object for every op.
  @exclusivity(unchecked) private(set) var numbers = Numbers()
  @exclusivity(unchecked) private var ownDerivative = HeldDerivative()

  @exclusivity(unchecked) private(set) var edges = Edges()
  @exclusivity(unchecked) var saved = SavedTensors()
  /// True once saved tensors were given back.
  @exclusivity(unchecked) var isReleased = false

  /// The op stands for another one as well, between it and its inputs: see `unfold`.
  @exclusivity(unchecked) private(set) var isFolded = false

  // What the walk keeps here instead of in a dictionary.
  @exclusivity(unchecked) var isQueued = false
  @exclusivity(unchecked) var gradient: Tensor?
  @exclusivity(unchecked) private var rarities: More?

  // What `NodeReference` keeps.
  @exclusivity(unchecked) var isHandedOut = false
  @exclusivity(unchecked) var next: UnsafeMutableRawPointer?

  /// Numbers that an op hands to its derivative.
  struct Numbers {
    var first = 0
    var second = 0
    var third = 0
    var scale = 0.0
  }

  /// What few nodes have.
  final class More {
    /// Shape and dtype of the second and later outputs.
    var outputs: [(sizes: Dims, dtype: DType)] = []
    /// Their gradients, as the walk finds them.
    var gradients: [Tensor?] = []
    /// Hooks on the op's outputs.
    var outputHooks: [TensorHooks] = []
  }

  /// Makes an empty node an op's; its edges are connected and its values saved by the caller.
  @inline(__always)
  func begin(
    _ label: StaticString, for output: Tensor, numbers: Numbers,
    context: UnsafeMutablePointer<ck_context>, derivative: @escaping Derivative
  ) {
    self.label = label
    ownDerivative.fill(derivative)
    self.numbers = numbers
    outputSizes = output.sizes
    outputDType = output.dtype
    line = context.pointee.statement
    context.pointee.sequence += 1
    sequence = context.pointee.sequence
  }

  /// The op stands for one more, whose result is `memory`, saved behind this one's only input.
  @inline(__always)
  func fold(_ memory: borrowing Storage) {
    saved.keepSecond(memory)
    isFolded = true
  }

  /// Puts the op that it stands for between itself and its inputs.
  func split(
    _ label: StaticString, _ sizes: Dims, numbers: Numbers, derivative: @escaping Derivative,
    own: @escaping Derivative
  ) {
    isFolded = false
    let inner = NodeReference.fresh(ck_current().unsafelyUnwrapped)
    inner.node?._withUnsafeGuaranteedRef {
      $0.label = label
      $0.ownDerivative.fill(derivative)
      ($0.numbers, $0.outputSizes, $0.outputDType) = (numbers, sizes, outputDType)
      ($0.line, $0.sequence, $0.cutDepth) = (line, sequence - 1, cutDepth)
      $0.isReleased = isReleased
      swap(&$0.edges, &edges)
      saved.moveSecond(to: &$0.saved)
    }
    ownDerivative.clear()
    ownDerivative.fill(own)
    edges.lead(to: inner)
  }

  /// Not inlined: with this in it `recorded` would be too long to be inlined into ops, and each of
  /// their derivatives an object.
  @inline(never)
  func connect(_ a: Tensor, _ b: Unmanaged<Tensor>?, _ c: Unmanaged<Tensor>?) {
    cutDepth = edges.connect(a, b, c)
  }

  func connect(_ inputs: [Tensor]) {
    cutDepth = edges.connect(inputs)
  }

  /// Runs the op's derivative on the gradient of its first output.
  @inline(__always)
  func derivative(_ gradient: Tensor) throws -> Gradients {
    try ownDerivative.run(self, gradient)
  }

  /// Whether a gradient is wanted for input `index`.
  @inline(__always)
  func needs(_ index: Int) -> Bool { edges[index].isConnected }

  /// What few nodes have, made when it is asked for.
  var more: More {
    if let rarities { return rarities }
    let made = More()
    rarities = made
    return made
  }

  /// Whether the op has hooks, or outputs behind the first.
  @inline(__always)
  var isRare: Bool { rarities != nil }

  /// Shape and dtype of output `index`.
  @inline(__always)
  func output(_ index: Int) -> (sizes: Dims, dtype: DType) {
    index == 0 ? (outputSizes, outputDType) : more.outputs[index - 1]
  }

  /// Gradient of output `index`, zeros where none arrived. A derivative is handed the first one's.
  func outputGradient(_ index: Int) -> Tensor {
    if let found = foundGradient(index) { return found }
    let (sizes, dtype) = output(index)
    return Tensor(zeroed: sizes, dtype: dtype)
  }

  /// Gradient of output `index`, if one arrived.
  @inline(__always)
  func foundGradient(_ index: Int) -> Tensor? {
    if index == 0 { return gradient }
    guard let rarities, index <= rarities.gradients.count else { return nil }
    return rarities.gradients[index - 1]
  }

  /// What `outputGradient(0)` gives, for the derivative alone: a gradient that nobody else holds may
  /// be taken over.
  @inline(__always)
  func takeGradient() -> Tensor {
    if isRare || gradient == nil { return outputGradient(0) }
    return gradient.take() ?? outputGradient(0)
  }

  /// Puts a gradient in place of what was found for output `index`.
  @inline(__always)
  func setGradient(_ index: Int, _ found: Tensor) {
    if index == 0 { gradient = found } else { setFurther(index, found) }
  }

  /// The same, which takes the gradient over.
  @inline(__always)
  func giveGradient(_ index: Int, _ found: inout Tensor?) {
    if index == 0 {
      swap(&gradient, &found)
      found = nil
    } else if let found {
      setFurther(index, found)
    }
  }

  private func setFurther(_ index: Int, _ found: Tensor) {
    let more = more
    while more.gradients.count < index { more.gradients.append(nil) }
    more.gradients[index - 1] = found
  }

  /// Forgets the walk's gradients.
  @inline(__always)
  func clearGradients() {
    if gradient != nil { gradient = nil }
    if rarities != nil { more.gradients = [] }
  }

  /// Gives saved tensors back; a second backward through them is then refused.
  @inline(__always)
  func release() {
    isReleased = true
    saved.clear()
  }

  /// Lets go of all that the node holds; it is empty then. Only while nodes are let go.
  @inline(__always)
  func empty(_ context: UnsafeMutablePointer<ck_context>) {
    saved.clear()
    edges.clear(context)
    isReleased = false
    isFolded = false
    ownDerivative.clear()
    if gradient != nil { gradient = nil }
    if rarities != nil { rarities = nil }
  }

  // A long graph released recursively overflows the stack: its nodes are emptied in a loop.
  deinit { if !ownDerivative.isEmpty { NodeReference.lettingGo(empty) } }
}

extension Node {
  /// What the op's inputs were made by, in PyTorch's order.
  public enum Input {
    /// No gradient is wanted there.
    case none
    /// Another op.
    case node(Node)
    /// A leaf: PyTorch shows it as `AccumulateGrad`.
    case leaf(Tensor)
    /// A value whose own gradient path had been cut before.
    case cut(GradientCut)
  }

  /// The graph's edges from this op, one an input.
  public var inputs: [Input] {
    unfold()
    return (0..<edges.count).map { index in
      switch edges[index].target {
      case .none: .none
      case .node(let node, _): .node(NodeReference.handOut(node))
      case .leaf(let tensor): .leaf(tensor.takeUnretainedValue())
      case .cut(let trail, let origin): .cut(GradientCut(CutTrail(holding: trail, origin)))
      }
    }
  }
}
