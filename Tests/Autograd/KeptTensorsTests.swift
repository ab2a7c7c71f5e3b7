import CKernels
import Testing

@testable import Autograd

/// Objects of small tensors are used again, and only where nobody can tell.
@Suite struct KeptTensorsTests {
  /// Under a sanitizer each tensor is an object of its own, and only the values can be looked at.
  private static var keeps: Bool { ck_current().pointee.kept_limit > 0 }

  private static func address(_ tensor: Tensor?) -> UnsafeMutableRawPointer? {
    tensor.map { Unmanaged.passUnretained($0).toOpaque() }
  }

  private static func numbers(_ count: Int, _ first: Float = 0) throws -> Tensor {
    try Tensor((0..<count).map { first + Float($0) })
  }

  /// What the thread's tests before this one have left, so that there is room.
  private static func takeKept(count: Int) -> [Tensor] {
    (0..<CK_KEPT_TENSORS).map { _ in Tensor.uninitialized(Dims(count), dtype: .float32) }
  }

  /// Lets go of what `place` holds, then makes a tensor of the same size.
  private static func next(_ place: inout Tensor?, count: Int) -> UnsafeMutableRawPointer? {
    Tensor.letGo(&place)
    let made = Tensor.uninitialized(Dims(count), dtype: .float32)
    made.fill(-7)
    return address(made)
  }

  @Test func whatNobodyHoldsIsUsedAgain() throws {
    var place: Tensor? = try Self.numbers(20)
    // The thread learns with its first tensor how references are counted.
    Tensor.letGo(&place)
    place = try Self.numbers(20)
    let taken = Self.takeKept(count: 20)
    defer { withExtendedLifetime(taken) {} }
    let old = Self.address(place)
    #expect((Self.next(&place, count: 20) == old) == Self.keeps)
    #expect(place == nil)
  }

  /// A tensor that is used again is as a new one is, whatever it was before.
  @Test func usedAgainIsAsNew() throws {
    func made() -> Tensor { Tensor.uninitialized(Dims(4, 2), dtype: .int64) }
    var place: Tensor?
    for _ in 0..<3 {
      let weight = try Self.numbers(16).requiresGrad(true)
      place = try inferenceMode { try weight.mul(2) }
      #expect(place?.cut != nil && place?.isInferenceTensor == true)
      try withExtendedLifetime(weight) { Tensor.replace(&place, with: try weight.mul(2)) }
      #expect(place?.requiresGrad == true)
      Tensor.replace(&place, with: try Self.numbers(16).requiresGrad(true))
      #expect(place?.isLeaf == true)
      Tensor.replace(&place, with: Tensor.wrapped(1.5))
      Tensor.replace(&place, with: try Self.numbers(16))
      _ = try place?.add_(1)
      Tensor.letGo(&place)
      let tensors = (0..<12).map { _ in made() }
      for tensor in tensors {
        #expect(tensor.shape == [4, 2] && tensor.stride == [2, 1] && tensor.dtype == .int64)
        #expect(!tensor.requiresGrad && tensor.isLeaf && tensor.cut == nil && tensor.grad == nil)
        #expect(!tensor.isInferenceTensor && !tensor.isWrappedNumber && tensor.version == 0)
        #expect(tensor.offset == 0 && tensor.outputIndex == 0 && !tensor.storage.isShared)
      }
      #expect(Set(tensors.map { Self.address($0) }).count == 12)
    }
  }

  /// Whoever else holds a tensor, or its memory, keeps its numbers.
  @Test(arguments: ["a name", "a view", "a graph", "an export", "a gradient", "nobody, weakly"])
  func whatSomebodyHoldsStays(_ holder: String) throws {
    var place: Tensor?
    for _ in 0..<2 {
      place = try Self.numbers(20, 3)
      Tensor.letGo(&place)
    }
    place = try Self.numbers(20, 3)
    var kept: Tensor?
    var check: () throws -> Tensor? = { kept }
    weak var seen: Tensor?
    switch holder {
    case "a name": kept = place
    case "a view": kept = try place?.reshape([4, 5]).reshape([20])
    case "a graph":
      let weight = try Self.numbers(20).requiresGrad(true)
      let loss = try place?.mul(weight).sum()
      check = {
        try loss?.backward()
        return weight.grad
      }
    case "an export":
      let weight = try Self.numbers(20, 3).requiresGrad(true)
      place = weight
      _ = try weight.sum().item()
      kept = weight
    case "a gradient":
      let weight = try Self.numbers(20, 3).requiresGrad(true)
      try weight.mul(Self.numbers(20, 3)).sum().backward()
      place = weight.grad
      kept = weight.grad
    default: seen = place
    }
    let taken = Self.takeKept(count: 20)
    defer { withExtendedLifetime(taken) {} }
    let old = Self.address(place)
    #expect(Self.next(&place, count: 20) != old || holder == "nobody, weakly")
    #expect(seen == nil)
    if holder != "nobody, weakly" {
      let numbers: [Float]? = try check()?.detach().toArray()
      #expect(numbers == (3..<23).map(Float.init))
    }
  }

  /// Few are kept, and none that is large.
  @Test func keepsLittle() throws {
    func keptCount() -> Int {
      (0..<Int(CK_KEPT_SIZES)).reduce(0) {
        $0 + Int(ck_kept_of(ck_current(), 64 << $1).pointee.count)
      }
    }
    var places = try (0..<100).map { try Self.numbers(10 + $0) as Tensor? }
    for index in places.indices { Tensor.letGo(&places[index]) }
    #expect(keptCount() <= Int(CK_KEPT_SIZES * CK_KEPT_TENSORS))
    #expect(ck_kept_of(ck_current(), 64 << Int(CK_KEPT_SIZES)) == nil)
    let before = keptCount()
    var large: Tensor? = try Self.numbers(10_000)
    Tensor.letGo(&large)
    #expect(keptCount() == before)
  }

  /// Nodes that only a tensor held are let go with it, each of which may let go of tensors.
  @Test func longGraphsAreLetGo() throws {
    let weight = try Self.numbers(4).requiresGrad(true)
    var place: Tensor? = weight
    for _ in 0..<100_000 { Tensor.replace(&place, with: try place?.add(weight)) }
    Tensor.letGo(&place)
    #expect(try weight.add(weight).detach().toArray() == [0, 2, 4, 6] as [Float])
  }
}
