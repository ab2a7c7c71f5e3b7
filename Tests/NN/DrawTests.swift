import Autograd
import Foundation
import NN
import Testing

/// Random tensors and fresh layers, to the last bit what real PyTorch draws from the same seed
/// (`Tests/Conformance/bits.py`). On other CPUs products and sums may round one by one.
#if arch(x86_64)
  @Suite struct DrawTests {
    static let draws: [String: @Sendable (inout Generator) throws -> [Tensor]] = [
      "rand": { [try Tensor.rand([1000], generator: &$0)] },
      "randn": { [try Tensor.randn([1000], generator: &$0)] },
      "randn_few": { [try Tensor.randn([9], generator: &$0)] },
      "linear": { try Linear(10, 5, generator: &$0).parameters },
      "conv2d": { try Conv2d(3, 8, kernel: 3, generator: &$0).parameters },
    ]

    static let bits: [String: [Int32]] = {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/draws.json")
      struct Golden: Decodable {
        let op: String
        let bits: [Int32]
      }
      let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n")
      let goldens = lines.compactMap {
        try? JSONDecoder().decode(Golden.self, from: Data($0.utf8))
      }
      return Dictionary(uniqueKeysWithValues: goldens.map { ($0.op, $0.bits) })
    }()

    @Test(arguments: draws.keys.sorted())
    func everyBitIsPyTorchs(_ name: String) throws {
      let draw = try #require(Self.draws[name])
      var generator = Generator(seed: 7)
      let numbers = try draw(&generator).flatMap { try $0.detach().toArray(Float.self).suffix(40) }
      #expect(numbers.map { Int32(bitPattern: $0.bitPattern) } == Self.bits[name])
    }
  }
#endif
