import CKernels

/// Why a tensor has no gradient path although what it was made from had one.
///
/// Ops hand the cut on to everything computed from the tensor, so an error at `backward()` still
/// knows the place, any number of ops later. On the differentiable path none of this exists.
public final class GradientCut {
  /// The ways in which a gradient path ends.
  public enum Kind: String, Sendable, CaseIterable {
    /// An op without a derivative, e.g. `argmax` or a comparison.
    case nonDifferentiable = "non_differentiable"
    /// An op under `noGrad`.
    case noGrad = "no_grad"
    /// An op under `inferenceMode`.
    case inferenceMode = "inference_mode"
    /// `detach()`.
    case detach
    /// A new tensor made from a number that `item()` had read.
    case rebuiltFromNumber = "item"
    /// A new tensor made from values that were exported as an array.
    case rebuiltFromArray = "numpy"
    /// A cast to an integer or bool type.
    case integerCast = "int_cast"
    /// `requires_grad` was switched off on the parameter itself.
    case frozen
  }

  /// One op that handed the cut on.
  public struct Step: Sendable, Equatable {
    /// PyTorch's name for the op, e.g. `MulBackward0`.
    public let operation: String
    /// The statement that ran it; 0 outside a listing.
    public let statement: Int

    /// One step, for comparisons.
    public init(operation: String, statement: Int) {
      self.operation = operation
      self.statement = statement
    }
  }

  /// What the op's input was reached by while it still had a gradient path.
  public enum Source {
    /// The input was the result of an op.
    case node(Node)
    /// The input was a leaf, e.g. a parameter.
    case leaf(Tensor)
    /// The op that made the input. A loop that carries a detached value from step to step would
    /// otherwise keep every graph it ever made: at each fourth cut in a row the graph is let go.
    case operation(String)
  }

  private let trail: CutTrail

  init(_ trail: consuming CutTrail) { self.trail = trail }

  /// How the path ended.
  public var kind: Kind { trail.root.kind }
  /// The op at which the path ended, e.g. `argmax`.
  public var operation: String { trail.root.operation }
  /// The statement at which it ended; 0 outside a listing.
  public var statement: Int { Int(trail.root.statement) }
  /// What still had a gradient path where this cut was made.
  public var source: Source {
    switch trail.root.origin.target {
    case .none: .operation("frozen parameter")
    case .node(let node): .node(NodeReference.handOut(node))
    case .leaf(let leaf): .leaf(leaf.takeUnretainedValue())
    case .former(let former): .operation(former.takeUnretainedValue().name)
    }
  }

  /// The ops between the cut and the tensor that holds it, in the order they ran.
  public var steps: [Step] {
    trail.records.dropLast().reversed().map {
      Step(operation: $0.operation, statement: Int($0.statement))
    }
  }

  /// Ops kept of the way behind a cut; a running statistic would grow without a bound.
  static let longestTrail = 64
}

extension GradientCut.Kind {
  /// The kind's place in `allCases`.
  fileprivate var place: UInt8 {
    switch self {
    case .nonDifferentiable: 0
    case .noGrad: 1
    case .inferenceMode: 2
    case .detach: 3
    case .rebuiltFromNumber: 4
    case .rebuiltFromArray: 5
    case .integerCast: 6
    case .frozen: 7
    }
  }
}

extension ck_cut {
  fileprivate var kind: GradientCut.Kind { GradientCut.Kind.allCases[Int(place)] }
  fileprivate var operation: String { String(cString: name) }
}

/// What a tensor knows of how its gradient path ended: the record of the op that made it, which
/// leads back to the cut; or nothing.
struct CutTrail: ~Copyable {
  private let last: UnsafeMutablePointer<ck_cut>?

  /// No cut.
  @inline(__always)
  init() { last = nil }

  @inline(__always)
  init(holding record: UnsafeMutablePointer<ck_cut>?) {
    if let record { ck_cut_hold(record) }
    last = record
  }

  private init(
    _ place: UInt8, _ name: UnsafePointer<CChar>, _ statement: Int32, depth: Int32,
    length: Int32 = 0, before: UnsafeMutablePointer<ck_cut>? = nil,
    origin: ck_origin = ck_origin()
  ) {
    // A record is never nil: see `ck_cut_make`.
    let made = ck_cut_make().unsafelyUnwrapped
    made.initialize(
      to: ck_cut(
        holders: 1, before: before, origin: origin, name: name, statement: statement,
        length: length, depth: depth, place: place))
    last = made
  }

  /// Cuts `input`, which still has a gradient path.
  init(_ kind: GradientCut.Kind, _ name: StaticString, statement: Int32, input: Tensor) {
    self.init(kind, name, statement: statement, origin: ck_origin(of: input))
  }

  /// `origin` is what had a gradient path.
  init(
    _ kind: GradientCut.Kind, _ name: StaticString, statement: Int32, origin: ck_origin
  ) {
    let depth = origin.cutDepth + 1
    self.init(
      kind.place, name.characters, statement, depth: depth,
      origin: depth % 4 == 0 ? origin.former : origin.held())
  }

  /// The cut that a frozen leaf itself holds: it must not hold the leaf in turn. The first op that
  /// reads the leaf adds it.
  init(frozen name: StaticString, statement: Int) {
    self.init(
      GradientCut.Kind.frozen.place, name.characters, Int32(clamping: statement), depth: 1)
  }

  @inline(__always)
  deinit { if let last { ck_cut_drop(last, letGo) } }

  @inline(__always)
  var isEmpty: Bool { last == nil }

  /// How many cuts lie one behind the other, this one included.
  @inline(__always)
  var depth: Int32 { last?.pointee.depth ?? 0 }

  /// The same for one more holder.
  @inline(__always)
  func shared() -> CutTrail { CutTrail(holding: last) }

  /// The trail seen from behind one more op; `input` is the tensor that the op read.
  func passing(_ name: StaticString, statement: Int32, of input: Tensor? = nil) -> CutTrail {
    guard var before = last else { return CutTrail() }
    if before.pointee.length >= GradientCut.longestTrail { before = Self.root(of: before) }
    if before.pointee.length == 0 && before.pointee.origin.object == nil, let input {
      return CutTrail(
        before.pointee.place, before.pointee.name, before.pointee.statement,
        depth: before.pointee.depth, origin: ck_origin(leaf: input).held()
      ).passing(name, statement: statement)
    }
    ck_cut_hold(before)
    return CutTrail(
      before.pointee.place, name.characters, statement, depth: before.pointee.depth,
      length: before.pointee.length + 1, before: before)
  }

  private static func root(of record: UnsafeMutablePointer<ck_cut>) -> UnsafeMutablePointer<ck_cut>
  {
    var cut = record
    while let before = cut.pointee.before { cut = before }
    return cut
  }

  /// The records from the last op back to the cut itself.
  fileprivate var records: [ck_cut] {
    Array(sequence(first: last?.pointee) { $0?.before?.pointee }.compactMap(\.self))
  }

  /// The record of the cut itself.
  fileprivate var root: ck_cut {
    // Only a trail that leads somewhere becomes a `GradientCut`.
    last.map { Self.root(of: $0).pointee } ?? ck_cut()
  }

  /// The same for an export to keep.
  func held() -> UnsafeMutablePointer<ck_cut>? {
    if let last { ck_cut_hold(last) }
    return last
  }

  /// The trail that an export kept, seen from behind `name`.
  static func behind(
    _ record: UnsafeMutablePointer<ck_cut>, _ kind: GradientCut.Kind, _ name: StaticString,
    statement: Int32
  ) -> CutTrail {
    let found = record.pointee
    // `detach()` right before an export is part of it: PyTorch does not allow the one without the
    // other.
    if found.kind == .detach, found.length == 0, found.origin.object != nil {
      return CutTrail(kind, name, statement: statement, origin: found.origin)
    }
    return CutTrail(holding: record).passing(name, statement: statement)
  }

}

extension StaticString {
  fileprivate var characters: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
