import Autograd
import NN

// Where random numbers come from: the machine's generator, or one that the loop made itself.

extension Library {
  /// `torch.Generator`, and what seeds and reads generators.
  static let randomSources = Namespace("torch") { t in
    t.type(
      "Generator",
      PythonType(
        "Generator", path: "torch._C.Generator",
        row: Row(
          name: "Generator", signature: Signature("device='cpu'"), result: .object(.generator)
        ) { a in
          try DeviceObject.check(a[0])
          return .object(RandomSource(SharedGenerator(Generator(seed: defaultSeed))))
        }
      ) { $0.randomSource != nil })
    t.python("manual_seed", "seed", .object(.generator)) { a in
      a.machine.generator = Generator(seed: try a.seed(0))
      return .object(RandomSource(a.machine.random))
    }
    t.int("initial_seed", "") { Int(truncatingIfNeeded: $0.machine.generator.seed) }
    t.int("seed", "") { a in
      // A loop is to run the same way twice, so the seed is drawn instead of taken from the machine.
      let seed = a.machine.generator.seedDraw()
      a.machine.generator = Generator(seed: seed)
      return Int(truncatingIfNeeded: seed)
    }
    t.constant("default_generator", .object(.generator)) { .object(RandomSource($0.random)) }
    t.leftOut("get_rng_state set_rng_state") { "\($0)(): the generator's state as a tensor" }
  }

  /// PyTorch's seed of an unseeded generator.
  private static let defaultSeed: UInt64 = 67_280_421_310_721

  static let randomSource = Table("torch._C.Generator") { t in
    t.value("manual_seed", "self, seed", .object(.generator)) { a in
      a[0].randomSource?.source.generator = Generator(seed: try a.seed(1))
      return a[0]
    }
    t.int("initial_seed", "self") {
      Int(truncatingIfNeeded: $0[0].randomSource?.source.generator.seed ?? 0)
    }
    t.int("seed", "self") { a in
      guard let source = a[0].randomSource?.source else { return 0 }
      let seed = source.generator.seedDraw()
      source.generator = Generator(seed: seed)
      return Int(truncatingIfNeeded: seed)
    }
    t.property("device", .object(.device), get: { _, _ in .object(try DeviceObject("cpu")) })
    t.leftOut("get_state set_state") { "\($0)(): the generator's state as a tensor" }
  }
}

extension Value {
  var randomSource: RandomSource? {
    if case .object(let object) = self { object as? RandomSource } else { nil }
  }
}

extension Arguments {
  /// What a `generator=` argument stands for: the machine's own where it is none.
  func source(_ index: Int) throws -> SharedGenerator {
    if isNone(index) { return machine.random }
    guard let source = self[index].randomSource else { throw mismatch(index, "Generator") }
    return source.source
  }

  /// A seed as `torch.manual_seed` takes it: Python's `int(seed)`, negative ones from the top.
  fileprivate func seed(_ index: Int) throws -> UInt64 {
    switch self[index] {
    case .float(let number): return UInt64(bitPattern: Int64(try Machine.truncated(number)))
    case .string(let text):
      guard let number = Int64(text.text) else {
        throw LoopError.value(
          "invalid literal for int() with base 10: \(StringText.quoted(text.text))")
      }
      return UInt64(bitPattern: number)
    default: return UInt64(bitPattern: Int64(try int(index)))
    }
  }
}
