import Testing

@testable import Autograd

/// Every op against real PyTorch's answers, in `Tests/Conformance/goldens`.
@Suite struct ConformanceTests {
  @Test func everyGoldenHasItsRow() {
    #expect(GoldenCase.names.count > 100)
    let apart = Set(GoldenCase.names).symmetricDifference(OperationTable.rows.keys)
    #expect(apart.isEmpty, "golden or row is missing: \(apart.sorted())")
  }

  @Test(arguments: GoldenCase.names)
  func agreesWithPyTorch(_ op: String) throws {
    let row = try #require(OperationTable.rows[op])
    let cases = try GoldenCase.all(op)
    #expect(!cases.isEmpty)
    var wrong: [(String, String)] = []
    for (index, golden) in cases.enumerated() {
      do {
        if let difference = try Comparison.first(golden, row) {
          wrong.append(("#\(index)", difference))
        }
      } catch let unsupported as Arguments.Unsupported {
        wrong.append(("#\(index)", unsupported.reason))
      }
    }
    let known = KnownDifferences.of(op)
    let unexpected = wrong.filter { name, _ in known[name] == nil }
    let share = Double(wrong.count) / Double(cases.count)
    #expect(
      unexpected.isEmpty,
      "\(op): \(wrong.count) of \(cases.count) differ\n\(unexpected.map { "\($0.0) \($0.1)" }.joined(separator: "\n"))"
    )
    #expect(share <= 0.05 || KnownDifferences.exempt.contains(op), "\(op): \(share)")
    let fixed = known.keys.filter { name in !wrong.contains { $0.0 == name } }
    #expect(fixed.isEmpty, "\(op): no longer differs in \(fixed)")
  }
}

/// Cases that differ from PyTorch, each with its reason.
enum KnownDifferences {
  static func of(_ op: String) -> [String: String] { list[op] ?? [:] }

  /// Ops with so few cases that one difference is more than 5 %.
  static let exempt: Set<String> = []

  static let list: [String: [String: String]] = [
    "conv2d": ["#21": "images of the wrong rank are named by their rank, not by the weight's"],
    "elu": ["#8": "the second derivative at zero, where there is none"],
    "layer_norm": ["#2": "the gradient is zero; PyTorch's is the noise of a sum"],
    "mean": ["#9": "an empty list of dimensions means all of them, as no list does"],
    "sum": ["#9": "an empty list of dimensions means all of them, as no list does"],
    "prod": [
      "#32": "zeros beside NaN and infinities: PyTorch multiplies them, we see the zeros",
      "#41": "zeros beside NaN and infinities, as #32",
    ],
  ]
}
