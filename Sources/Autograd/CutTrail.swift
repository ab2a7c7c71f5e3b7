import CKernels

/// What a tensor knows of how its gradient path ended: what it was cut from, and the trail from the
/// cut to the op that made the tensor; or nothing.
struct CutTrail: ~Copyable {
  private var last: UnsafeMutablePointer<ck_trail>?
  /// What was cut from, held; nothing where a frozen leaf itself holds the trail.
  private(set) var origin: ck_origin

  /// An op's name, which lasts as long as the process.
  typealias Name = UnsafePointer<CChar>

  /// No cut.
  @inline(__always)
  init() { (last, origin) = (nil, ck_origin()) }

  @inline(__always)
  private init(taking last: UnsafeMutablePointer<ck_trail>?, _ origin: ck_origin) {
    (self.last, self.origin) = (last, origin)
  }

  /// The same for one more holder.
  @inline(__always)
  init(holding trail: UnsafeMutablePointer<ck_trail>, _ origin: ck_origin) {
    ck_trail_hold(trail)
    self.init(taking: trail, origin.held())
  }

  /// Cuts `input`, which still has a gradient path.
  @inline(__always)
  init(_ kind: GradientCut.Kind, _ name: Name, statement: Int32, input: Tensor) {
    self.init(kind, name, statement: statement, origin: ck_origin(of: input))
  }

  /// `origin` is what had a gradient path.
  @inline(__always)
  init(_ kind: GradientCut.Kind, _ name: Name, statement: Int32, origin: ck_origin) {
    self.init(
      taking: Self.cut(kind, name, statement),
      origin.cutDepth % 4 == 0 ? origin.former : origin.held())
  }

  /// The cut that a frozen leaf itself holds: it must not hold the leaf in turn. The first op that
  /// reads the leaf adds it.
  init(frozen name: Name, statement: Int) {
    self.init(taking: Self.cut(.frozen, name, Int32(clamping: statement)), ck_origin())
  }

  @inline(__always)
  private static func cut(_ kind: GradientCut.Kind, _ name: Name, _ statement: Int32)
    -> UnsafeMutablePointer<ck_trail>?
  {
    ck_trail_on(ck_cut_kind(Int32(kind.place)), name, statement)
  }

  @inline(__always)
  deinit {
    guard let last else { return }
    ck_trail_drop(last)
    origin.drop()
  }

  @inline(__always)
  var isEmpty: Bool { last == nil }

  /// How many cuts lie one behind the other, this one included.
  @inline(__always)
  var depth: Int32 { last == nil ? 0 : origin.cutDepth }

  /// The same for one more holder.
  @inline(__always)
  func shared() -> CutTrail {
    last.map { CutTrail(holding: $0, origin) } ?? CutTrail()
  }

  /// The trail seen from behind one more op; `input` is the tensor that the op read.
  @inline(__always)
  func passing(_ name: Name, statement: Int32, of input: Tensor? = nil) -> CutTrail {
    guard let last else { return CutTrail() }
    if last.pointee.length >= GradientCut.longestTrail || origin.object == nil {
      return passingSlowly(last, name, statement, input)
    }
    return CutTrail(taking: ck_trail_on(last, name, statement), origin.held())
  }

  /// What `passing` gives, put in place of no trail, if that is kept already and what was cut from
  /// is held: nearly always so. False where nothing was done.
  @inline(__always)
  mutating func pass(_ before: borrowing CutTrail, _ name: Name, statement: Int32) -> Bool {
    // A way on is only found where `passing` itself would go on.
    guard last == nil, let trail = before.last,
      let way = ck_trail_kept(trail, name, statement), before.origin.heldAgain()
    else { return false }
    (last, origin) = (way, before.origin)
    return true
  }

  /// Becomes what `passing` gives.
  @inline(__always)
  mutating func goOn(_ name: Name, _ statement: Int32) {
    if let trail = last, let way = ck_trail_kept(trail, name, statement) {
      // Both are kept: there is nothing to count.
      last = way
    } else {
      self = passing(name, statement: statement)
    }
  }

  /// The same for cutting `input`, which still has a gradient path.
  @inline(__always)
  mutating func cut(
    _ kind: GradientCut.Kind, _ name: Name, statement: Int32, input: Tensor
  ) -> Bool {
    let from = ck_origin(of: input)
    guard last == nil, from.cutDepth % 4 != 0,
      let way = ck_trail_kept(ck_cut_kind(Int32(kind.place)), name, statement), from.heldAgain()
    else { return false }
    (last, origin) = (way, from)
    return true
  }

  private func passingSlowly(
    _ last: UnsafeMutablePointer<ck_trail>, _ name: Name, _ statement: Int32,
    _ input: Tensor?
  ) -> CutTrail {
    var before = last
    if last.pointee.length >= GradientCut.longestTrail {
      while before.pointee.length > 0, let earlier = before.pointee.before { before = earlier }
    }
    let isFrozenLeaf = origin.object == nil && before.pointee.length == 0
    return CutTrail(
      taking: ck_trail_on(before, name, statement),
      isFrozenLeaf ? input.map { ck_origin(leaf: $0).held() } ?? origin : origin.held())
  }

  var kind: GradientCut.Kind { GradientCut.Kind.allCases[Int(last?.pointee.place ?? 0)] }

  /// The op at which the path ended, then those since, in the order they ran.
  var steps: [GradientCut.Step] {
    sequence(first: last) { $0?.pointee.before }.prefix { ($0?.pointee.length ?? -1) >= 0 }
      .compactMap { $0.map { GradientCut.Step($0.pointee) } }.reversed()
  }

  /// What a record of an export keeps, not held yet.
  @inline(__always)
  var parts: (trail: UnsafeMutablePointer<ck_trail>?, origin: ck_origin) { (last, origin) }

  /// The same, held.
  @inline(__always)
  func held() -> (trail: UnsafeMutablePointer<ck_trail>?, origin: ck_origin) {
    if let last { ck_trail_hold(last) }
    return (last, origin.held())
  }

  /// The trail that an export kept, seen from behind `name`.
  static func behind(
    _ trail: UnsafeMutablePointer<ck_trail>, _ origin: ck_origin, _ kind: GradientCut.Kind,
    _ name: Name, statement: Int32
  ) -> CutTrail {
    // `detach()` right before an export is part of it: PyTorch does not allow the one without the
    // other.
    let isDetach = Int(trail.pointee.place) == GradientCut.Kind.detach.place
    if isDetach, trail.pointee.length == 0, origin.object != nil {
      return CutTrail(kind, name, statement: statement, origin: origin)
    }
    return CutTrail(holding: trail, origin).passing(name, statement: statement)
  }
}

extension GradientCut.Step {
  fileprivate init(_ last: ck_trail) {
    self.init(operation: String(cString: last.name), statement: Int(last.statement))
  }
}

extension StaticString {
  @inline(__always)
  var characters: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
