import Autograd
import NN

/// `torch.Generator()`: a stream of random numbers of its own.
final class RandomSource: Object {
  let source: SharedGenerator

  init(_ source: SharedGenerator) { self.source = source }

  static let kind = "generator"
  override var keptKind: String? { Self.kind }

  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    .generator(source.generator)
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    if case .generator(let generator) = kept { source.generator = generator }
  }

  override var typeName: String { "torch._C.Generator" }
  override var tableKind: Table.Kind { .randomSource }

  override func isSame(as other: Object) -> Bool {
    (other as? RandomSource)?.source === source
  }

  override var hashKey: Key? { .object(ObjectIdentifier(source)) }
}

extension Generator {
  /// What `torch.empty((), dtype=torch.int64).random_()` draws: 63 bits.
  mutating func seedDraw() -> UInt64 { next64() & (1 << 63 - 1) }
}
