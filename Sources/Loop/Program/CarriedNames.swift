/// The names that an epoch may read as an earlier one left them.
struct CarriedNames {
  let names: Set<String>
  /// Those that only what follows the loop reads.
  let endNames: Set<String>

  init(_ parts: EpochLoop) {
    var reads = UnboundReads(branchesMustAgree: true, readsFunctions: true)
    switch parts.header {
    case .body: reads.bound = ["epoch"]
    case .forLoop(let target, _): reads.bind(target)
    case .whileLoop(let test): reads.read(test)
    }
    reads.visit(parts.body)
    // Functions may be called anywhere.
    reads.bound = []
    for statement in parts.setup + (parts.function?.before ?? []) {
      if case .define(let definition) = statement.kind { reads.read(definition) }
    }
    names = reads.names
    reads.visit(parts.otherwise + (parts.function?.after ?? []) + parts.end)
    endNames = reads.names.subtracting(names)
  }
}
