import Testing

@testable import Autograd

/// Every op with one argument at a time made wrong: it raises what PyTorch raises, letter for
/// letter, or gives what PyTorch gives (`Tests/Conformance/misuse.py`).
@Suite struct MisuseTests {
  static func cases(_ op: String) throws -> [GoldenCase] {
    try GoldenCase.read("misuse/\(op).jsonl")
  }

  @Test func everyOpIsMisused() throws {
    var messages = Set<String>()
    for op in OperationTable.rows.keys {
      let found = try Self.cases(op)
      #expect(!found.isEmpty)
      for golden in found { if let error = golden.error { messages.insert(op + error.message) } }
    }
    #expect(messages.count > 1500)
  }

  @Test(arguments: OperationTable.rows.keys.sorted())
  func saysWhatPyTorchSays(_ op: String) throws {
    let row = try #require(OperationTable.rows[op])
    var wrong: [String] = []
    for (index, golden) in try Self.cases(op).enumerated() {
      let difference: String?
      do { difference = try Comparison.first(golden, row) } catch { difference = "\(error)" }
      let isKnown = Self.known[op]?[index] != nil
      #expect(!isKnown || difference != nil, "\(op) #\(index) no longer differs")
      guard let difference, !isKnown else { continue }
      wrong.append("#\(index) \(difference)")
    }
    #expect(wrong.isEmpty, "\(op):\n\(wrong.joined(separator: "\n"))")
  }

  /// Cases that differ, each with its reason.
  static let known: [String: [Int: String]] = [
    "bce_with_logits": [20: "a float32 logarithm's last bit, seen in a float64 result"]
  ]
}
