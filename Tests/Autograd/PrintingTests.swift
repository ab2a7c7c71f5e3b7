import Foundation
import Testing

@testable import Autograd

/// Tensors print as real PyTorch prints them (`Tests/Conformance/printing.py`).
@Suite struct PrintingTests {
  @Test func printsAsPyTorch() throws {
    let file = GoldenCase.folder.appendingPathComponent("printing.json")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 100)
    for line in lines {
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let golden = try #require((record["tensor"] as? [String: Any]).flatMap(GoldenTensor.init))
      var tensor = try #require(golden.tensor())
      if golden.requiresGrad { try tensor.requiresGrad(true) }
      if record["exp"] != nil { tensor = try tensor.exp() }
      let text = try #require(record["text"] as? String)
      #expect("\(tensor)" == text)
    }
  }
}
