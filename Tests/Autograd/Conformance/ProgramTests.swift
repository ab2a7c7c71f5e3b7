import Foundation
import Testing

@testable import Autograd

/// Random programs that real PyTorch ran: same loss, same gradients.
@Suite struct ProgramTests {
  @Test func randomProgramsAgree() throws {
    let file = GoldenCase.folder.appendingPathComponent("programs.json")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count >= 500)
    for line in lines {
      let program = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      try check(program)
    }
  }

  private func check(_ program: [String: Any]) throws {
    let seed = program["seed"] as? Int ?? -1
    let leaves = try #require(program["leaves"] as? [[String: Any]]).map { object in
      let golden = try #require(GoldenTensor(object))
      return try #require(golden.tensor()).requiresGrad(true)
    }
    var values = leaves
    for instruction in try #require(program["code"] as? [[Any]]) {
      let op = try #require(instruction[0] as? String)
      let (i, j) = (try #require(instruction[1] as? Int), try #require(instruction[2] as? Int))
      values.append(try run(op, values, i, j))
    }
    var loss = Tensor(0.0, dtype: .float64)
    for value in values.suffix(3) { loss = try loss.add(value.sum()) }
    let wanted = try #require(program["loss"] as? Double)
    #expect(abs(try loss.item() - wanted) <= 1e-10 * max(abs(wanted), 1), "program \(seed)")
    let gradients = try grad([loss], leaves, allowUnused: true)
    for (index, golden) in try #require(program["grads"] as? [Any]).enumerated() {
      let expected = (golden as? [String: Any]).flatMap(GoldenTensor.init)?.values
      let found = gradients[index]?.values
      let zeros = [Double](repeating: 0, count: leaves[index].count)
      let difference = Comparison.difference(
        found ?? zeros, expected ?? zeros, tolerance: 1e-9, floor: 1)
      #expect(difference == nil, "program \(seed), gradient \(index) \(difference ?? "")")
    }
  }

  private func run(_ op: String, _ values: [Tensor], _ i: Int, _ j: Int) throws -> Tensor {
    let x = values[i]
    switch op {
    case "tanh": return try x.tanh()
    case "sigmoid": return try x.sigmoid()
    case "relu": return try x.relu()
    case "mul_number": return try x.mul(1.25)
    case "square": return try x.mul(0.5).square()
    case "detach_mul": return try x.mul(x.detach())
    case "clone": return try x.clone()
    case "flip": return try x.flip([0])
    case "add": return try x.add(values[j])
    case "sub": return try x.sub(values[j])
    case "mul": return try x.mul(values[j])
    case "maximum": return try x.maximum(values[j])
    case "where": return try Tensor.where(x.gt(0), x, values[j])
    case "add_in_place": return try x.clone().add_(values[j]).mul_(0.5)
    case "stack_sum": return try Tensor.stack([x, values[j]]).sum(dims: [0])
    case "t": return try x.t()
    case "sum0": return try x.sum(dims: [0])
    case "mean1": return try x.mean(dims: [1], keepdim: true)
    case "softmax": return try x.softmax(dim: 1)
    case "log_softmax": return try x.logSoftmax(dim: 0)
    case "cumsum": return try x.cumsum(dim: 1)
    case "max1": return try x.max(dim: 1).values
    case "select": return try x.select(dim: 0, index: j)
    case "matmul": return try x.matmul(values[j]).tanh()
    case "cat": return try Tensor.cat([x, values[j]])
    case "unsqueeze": return try x.unsqueeze(0)
    default: throw Arguments.Unsupported(reason: op)
    }
  }
}
