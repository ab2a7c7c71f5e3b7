import Autograd
import NN
import Testing

@testable import Loop

/// No row traps, whatever it is called with: it returns, or throws an error that can be shown.
@Suite struct HostileArgumentTests {
  @Test func everyRowSurvivesEveryKindOfArgument() throws {
    var host = Host()
    host.print = { _ in }
    // Whatever is large is refused before it is made.
    host.limits.valueBytes = 1 << 20
    let machine = Machine(
      names: NameTable(), random: SharedGenerator(Generator(seed: 7)), host: host)
    var chance = Generator(seed: 42)
    for (row, receivers) in try rows(machine) {
      for _ in 0..<40 {
        var values: [Value] = []
        if let own = try receivers?() { values.append(own[Int(chance.next32()) % own.count]) }
        for _ in 0..<(Int(chance.next32()) % 5) {
          let kinds = try Self.values(machine)
          values.append(kinds[Int(chance.next32()) % kinds.count])
        }
        var keywords: [String] = []
        if values.count > 1, chance.next32() % 3 == 0, let last = row.signature.parameters.last {
          keywords = [last.name]
        }
        let layout = Layout(positional: values.count - keywords.count, keywords: keywords)
        _ = try? machine.call(.object(RowFunction(row)), values, layout)
      }
    }
  }

  /// All rows: of the namespaces by themselves, of the tables with objects of their type in front.
  private func rows(_ machine: Machine) throws -> [(Row, (() throws -> [Value])?)] {
    var found: [(Row, (() throws -> [Value])?)] = []
    for (_, space) in Library.modules.sorted(by: { $0.key < $1.key }) {
      for (name, entry) in space.entries.sorted(by: { $0.key < $1.key }) {
        // `print` and `input` and their like are other tests'.
        switch entry {
        case .row(let row): if name != "trange" { found.append((row, nil)) }
        case .type(let type): if let row = type.row { found.append((row, nil)) }
        default: break
        }
      }
    }
    for table in Library.tables.compactMap({ $0 }) {
      let own = try Self.values(machine).filter { $0.table === table }
      guard !own.isEmpty else { continue }
      for (_, row) in table.rows.sorted(by: { $0.key < $1.key }) {
        found.append((row, { try Self.values(machine).filter { $0.table === table } }))
      }
    }
    return found
  }

  /// One of each kind, and of each kind what is likely to hurt.
  private static func values(_ machine: Machine) throws -> [Value] {
    let weight = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]).requiresGrad(true)
    let optimizer = OptimizerObject(try SGD([weight], lr: 0.1))
    let module = ModuleObject(
      Sequential([try Linear(3, 2, generator: &machine.generator), ReLU()]))
    return [
      .none, .bool(true), .int(0), .int(1), .int(-1), .int(3), .int(.max), .int(.min),
      .float(0.5), .float(.nan), .float(1e308), .float(-.infinity), .text(""), .text("mean"),
      .text("ij,jk->ik"), .text("same"), .list([]), .list([.int(1), .int(-2)]),
      .list([.float(0.5), .list([])]), .list([.tensor(weight), .tensor(weight)]),
      .tuple([.int(.max), .int(2)]), .tuple([.int(2), .int(3)]), .tuple([.int(-1)]),
      .tensor(weight), .tensor(try weight.mul(2)), .tensor(try Tensor([0, 1, 5] as [Int])),
      .tensor(try Tensor([Int.max, -1] as [Int])), .tensor(Tensor(2.0)),
      .tensor(try Tensor([] as [Float])), .tensor(try Tensor([true, false])),
      .tensor(try Tensor.zeros([1, 2, 4, 4])), .dict(DictObject([("a", .int(1))])),
      .set(try SetObject([.int(1)])), .dtype(.int64), .ellipsis, .object(optimizer),
      .object(module), .object(LossObject(MSELoss())),
      .object(ArrayObject(try Tensor([1.5, 2.5, -1] as [Double]))),
      .object(ArrayObject(try Tensor([0, 3] as [Int]))), .object(try RangeObject(0, 3, 1)),
      .object(SliceObject(.none, .int(2), .none)), .object(try DeviceObject("cpu")),
      .object(RandomSource(machine.random)), .object(GradScalerObject()),
      .object(try TensorDatasetObject([weight])),
      .object(
        DataLoaderObject(
          dataset: .tensor(weight), sampler: .object(SamplerObject(.sequential, 2, nil)),
          batchSize: 2, dropsLast: false, collate: .none, source: nil)),
      .object(
        try RuleScheduler("StepLR", optimizer) { s, _ in s.rates }.start(machine)),
    ]
  }
}
