import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A random generator that draws what PyTorch's CPU generator draws from the same seed.
///
/// MT19937, seeded as `torch.manual_seed` does with the seed's low 32 bits.
public struct Generator: Sendable, Equatable, Codable {
  /// What the generator was made from.
  public let seed: UInt64
  private var state: [UInt32]
  private var index = 624
  /// The second value of the last pair of normals, drawn one at a time.
  private var nextNormal: Double?

  /// A generator that draws what PyTorch draws after `torch.manual_seed(seed)`.
  public init(seed: UInt64) {
    self.seed = seed
    state = Array(repeating: 0, count: 624)
    state[0] = UInt32(truncatingIfNeeded: seed)
    for i in 1..<624 {
      state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)
    }
  }

  /// Reads what `encode` wrote; throws for a state that the generator cannot have.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    seed = try fields.decode(UInt64.self, forKey: .seed)
    state = try fields.decode([UInt32].self, forKey: .state)
    index = try fields.decode(Int.self, forKey: .index)
    nextNormal = try fields.decodeIfPresent(Double.self, forKey: .nextNormal)
    guard state.count == 624, (0...624).contains(index) else {
      throw DecodingError.dataCorruptedError(
        forKey: .state, in: fields, debugDescription: "no state of a generator")
    }
  }

  private enum CodingKeys: CodingKey { case seed, state, index, nextNormal }

  /// The next 32 random bits.
  public mutating func next32() -> UInt32 {
    if index == 624 { twist() }
    var y = state[index]
    index += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return y ^ (y >> 18)
  }

  /// The next 64 random bits, high half first.
  public mutating func next64() -> UInt64 {
    let high = UInt64(next32())
    return high << 32 | UInt64(next32())
  }

  private mutating func twist() {
    for i in 0..<624 {
      let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7fff_ffff)
      state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_b0df)
    }
    index = 0
  }

  /// Uniform in [0, 1) with 24 bits, as PyTorch draws float32.
  mutating func uniform() -> Float { Float(next32() & 0xff_ffff) * 0x1p-24 }

  /// Uniform in [0, 1) with 53 bits, as PyTorch draws float64.
  mutating func uniformDouble() -> Double { Double(next64() & ((1 << 53) - 1)) * 0x1p-53 }

  mutating func fillUniform(
    _ values: UnsafeMutableBufferPointer<Float>, _ low: Float, _ high: Float
  ) {
    // PyTorch's compiler fuses the two.
    for i in values.indices { values[i] = low.addingProduct(uniform(), high - low) }
  }

  /// Standard normals as `torch.randn` draws them: one by one below 16, else in blocks of 16.
  mutating func fillNormal<Element: DrawnUniformly>(
    _ values: UnsafeMutableBufferPointer<Element>
  ) {
    if values.count < 16 {
      for i in values.indices { values[i] = Element(normal()) }
      return
    }
    for i in values.indices { values[i] = .drawn(from: &self) }
    guard let first = values.baseAddress else { return }
    for start in stride(from: 0, through: values.count - 16, by: 16) {
      Element.makeNormal(first + start)
    }
    if values.count % 16 != 0 {
      let start = values.count - 16
      for i in start..<values.count { values[i] = .drawn(from: &self) }
      Element.makeNormal(first + start)
    }
  }

  /// One standard normal in double precision; they come in pairs.
  mutating func normal() -> Double {
    if let value = nextNormal {
      nextNormal = nil
      return value
    }
    let u1 = uniformDouble()
    let u2 = uniformDouble()
    let radius = (-2 * log1p(-u2)).squareRoot()
    let angle = 2 * Double.pi * u1
    nextNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// Uniform in a range that is not empty.
  mutating func integer(in range: Range<Int>) -> Int {
    let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    let draw = span >= 1 << 32 ? next64() : UInt64(next32())
    return Int(truncatingIfNeeded: draw % span) &+ range.lowerBound
  }

  /// The integers below `n`, shuffled as `torch.randperm` does.
  public mutating func permutation(_ n: Int) -> [Int] {
    var result = Array(0..<n)
    for i in 0..<max(n - 1, 0) {
      let step = Int(next32()) % (n - i)
      result.swapAt(i, i + step)
    }
    return result
  }
}

/// A float type of which PyTorch draws uniform values in [0, 1).
protocol DrawnUniformly: BinaryFloatingPoint {
  static func drawn(from generator: inout Generator) -> Self
  /// Box–Muller on 16 uniforms: the first half gives radii, the second angles.
  static func makeNormal(_ block: UnsafeMutablePointer<Self>)
}

extension Float: DrawnUniformly {
  static func drawn(from generator: inout Generator) -> Float { generator.uniform() }
  static func makeNormal(_ block: UnsafeMutablePointer<Float>) { ck_vector().pointee.normal(block) }
}

extension Double: DrawnUniformly {
  static func drawn(from generator: inout Generator) -> Double { generator.uniformDouble() }

  static func makeNormal(_ block: UnsafeMutablePointer<Double>) {
    for j in 0..<8 {
      let radius = (-2 * log(1 - block[j])).squareRoot()
      let angle = 2 * Double.pi * block[j + 8]
      block[j] = radius * cos(angle)
      block[j + 8] = radius * sin(angle)
    }
  }
}
