import Autograd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// NumPy's legacy generator: what `np.random.…` draws from after `np.random.seed`, bit by bit.
///
/// MT19937 seeded as PyTorch's is; the distributions are those of NumPy's `legacy-distributions.c`.
final class NumPyGenerator: Object {
  private var bits: Generator
  /// The second of the last pair of normals.
  private var nextNormal: Double?

  init(seed: UInt64) { bits = Generator(seed: seed) }

  /// No name of a text has a blank.
  private static let name = "numpy random"

  /// The machine's own, under a name that no text can bind. Nobody having seeded it, it starts from
  /// the seed of the run, so that a run repeats itself.
  static func of(_ machine: Machine) -> NumPyGenerator {
    if case .object(let object)? = machine[name], let generator = object as? NumPyGenerator {
      return generator
    }
    let generator = NumPyGenerator(seed: machine.generator.seed)
    machine[name] = .object(generator)
    return generator
  }

  func seed(_ seed: UInt64) {
    bits = Generator(seed: seed)
    nextNormal = nil
  }

  /// Uniform in [0, 1) with 53 bits.
  func uniform() -> Double {
    let high = Double(bits.next32() >> 5)
    return (high * 67_108_864 + Double(bits.next32() >> 6)) / 9_007_199_254_740_992
  }

  /// A standard normal: Marsaglia's polar method, in pairs.
  func normal() -> Double {
    if let value = nextNormal {
      nextNormal = nil
      return value
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      nextNormal = factor * x
      return factor * y
    }
  }

  func exponential() -> Double { -log(1 - uniform()) }

  /// A whole number from 0 to `most`: bits are masked, and drawn again while they are too many.
  func below(orEqual most: UInt64) -> UInt64 {
    guard most > 0 else { return 0 }
    var mask = most
    for shift in [1, 2, 4, 8, 16, 32] { mask |= mask >> UInt64(shift) }
    while true {
      let draw = most <= 0xffff_ffff ? UInt64(bits.next32()) : bits.next64()
      if draw & mask <= most { return draw & mask }
    }
  }

  /// A whole number in a range that is not empty.
  func integer(_ low: Int, _ high: Int) -> Int {
    low &+ Int(truncatingIfNeeded: below(orEqual: UInt64(bitPattern: Int64(high &- 1 &- low))))
  }

  /// The places of a shuffle: each changes places with one at or before it, from the end.
  func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(count, 0))
    for place in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(place, Int(below(orEqual: UInt64(place))))
    }
    return order
  }

  static let kind = "numpy generator"
  override var keptKind: String? { Self.kind }

  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    .state(["bits": .generator(bits), "normal": nextNormal.map { .float($0) } ?? .none])
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    let fields = try kept.fields()
    if case .generator(let generator)? = fields["bits"] { bits = generator }
    nextNormal = fields["normal"]?.number
  }

  override var typeName: String { "numpy.random.mtrand.RandomState" }
  override var tableKind: Table.Kind { .numpyState }
}
