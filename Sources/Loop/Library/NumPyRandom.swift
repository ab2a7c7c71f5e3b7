import Autograd

extension Library {
  /// `numpy.random`, the functions of the legacy generator.
  static let numpyRandom = Namespace("numpy.random") { t in
    numpyDraws(&t, "") { a in NumPyGenerator.of(a.machine) }
    t.value("RandomState", "seed=None") { a in
      .object(NumPyGenerator(seed: try numpySeed(a, 0)))
    }
    t.leftOut("default_rng Generator get_state set_state") { "np.random.\($0)" }
  }

  /// Methods of `np.random.RandomState(seed)`.
  static let numpyState = Table("RandomState") { t in
    numpyDraws(&t, "self, ") { a in
      if case .object(let object) = a[0], let own = object as? NumPyGenerator { return own }
      return NumPyGenerator.of(a.machine)
    }
  }

  private static func numpySeed(_ a: Arguments, _ index: Int) throws -> UInt64 {
    if a.isNone(index) { return a.machine.generator.seed & 0xffff_ffff }
    let seed = try a.int(index)
    guard seed >= 0, seed <= 0xffff_ffff else {
      throw LoopError.value("Seed must be between 0 and 2**32 - 1")
    }
    return UInt64(seed)
  }

  /// The draws, as functions (`own` empty) and as methods (`own` the object's place).
  private static func numpyDraws(
    _ t: inout TableBuilder, _ own: String,
    _ source: @escaping @Sendable (Arguments) -> NumPyGenerator
  ) {
    let at = own.isEmpty ? 0 : 1
    t.none("seed", own + "seed=None") { source($0).seed(try numpySeed($0, at)) }
    for name in ["rand", "randn"] {
      t.value(name, own + "*size") { a in
        let generator = source(a)
        return try drawnArray(a, a.star.isEmpty ? nil : a.shape()) {
          name == "rand" ? generator.uniform() : generator.normal()
        }
      }
    }
    for name in ["random", "random_sample", "ranf", "sample"] {
      t.value(name, own + "size=None") { a in
        let generator = source(a)
        return try drawnArray(a, a.isNone(at) ? nil : a.dims(at)) { generator.uniform() }
      }
    }
    t.value("standard_normal", own + "size=None") { a in
      let generator = source(a)
      return try drawnArray(a, a.isNone(at) ? nil : a.dims(at)) { generator.normal() }
    }
    t.value("exponential", own + "scale=1.0, size=None") { a in
      let (generator, scale) = (source(a), try a.float(at))
      return try drawnArray(a, a.isNone(at + 1) ? nil : a.dims(at + 1)) {
        scale * generator.exponential()
      }
    }
    t.value("normal", own + "loc=0.0, scale=1.0, size=None") { a in
      let generator = source(a)
      return try drawnBetween(a, at) { $0 + $1 * generator.normal() }
    }
    t.value("uniform", own + "low=0.0, high=1.0, size=None") { a in
      let generator = source(a)
      return try drawnBetween(a, at) { $0 + ($1 - $0) * generator.uniform() }
    }
    t.value("randint", own + "low, high=None, size=None, dtype=None") { a in
      let generator = source(a)
      let (low, high) = try a.isNone(at + 1) ? (0, a.int(at)) : (a.int(at), a.int(at + 1))
      guard low < high else {
        throw LoopError.value(low == 0 && a.isNone(at + 1) ? "high <= 0" : "low >= high")
      }
      if a.isNone(at + 2) { return .int(generator.integer(low, high)) }
      let shape = try a.dims(at + 2)
      let values = try counted(shape, a.machine).map { _ in generator.integer(low, high) }
      return .object(
        ArrayObject(try Tensor(values, shape: shape).to(a.numpyType(at + 3) ?? .int64)))
    }
    t.value("permutation", own + "x") { a in
      let generator = source(a)
      if let count = a[at].integer {
        try a.machine.allocate(count: max(count, 0))
        return .object(ArrayObject(try Tensor(generator.permutation(count))))
      }
      let tensor = try a.array(at, nil).tensor
      let order = try Tensor(generator.permutation(tensor.length ?? 0))
      return .object(ArrayObject(try tensor.indexSelect(dim: 0, order)))
    }
    t.none("shuffle", own + "x") { a in
      let generator = source(a)
      if case .list(let list) = a[at] {
        list.items = generator.permutation(list.items.count).map { list.items[$0] }
        return
      }
      guard let tensor = a[at].array?.tensor ?? a[at].tensor else {
        throw LoopError.type("'\(a[at].typeName)' object does not support item assignment")
      }
      let order = try Tensor(generator.permutation(tensor.length ?? 0))
      try withoutTracking { _ = try tensor.copy_(tensor.indexSelect(dim: 0, order)) }
    }
    t.value("choice", own + "a, size=None, replace=True, p=None") { a in
      try choice(a, at, source(a))
    }
    t.leftOut(
      """
      beta binomial gamma poisson dirichlet multinomial multivariate_normal laplace lognormal \
      geometric triangular standard_exponential bytes randbytes
      """
    ) { "np.random.\($0)" }
  }

  /// As many places as an array of a shape has.
  private static func counted(_ shape: [Int], _ machine: Machine) throws -> Range<Int> {
    let count = try shape.reduce(1) { total, size in
      if size < 0 { throw LoopError.value("negative dimensions are not allowed") }
      return try Machine.checked(total.multipliedReportingOverflow(by: size))
    }
    try machine.allocate(count: count)
    return 0..<count
  }

  /// One number, or an array of a shape.
  private static func drawnArray(
    _ a: Arguments, _ shape: [Int]?, _ draw: () throws -> Double
  ) throws -> Value {
    guard let shape else { return .float(try draw()) }
    let values = try counted(shape, a.machine).map { _ in try draw() }
    return .object(ArrayObject(try Tensor(values, shape: shape)))
  }

  /// Draws with two parameters that may be arrays, and a size behind them.
  private static func drawnBetween(
    _ a: Arguments, _ at: Int, _ draw: (Double, Double) -> Double
  ) throws -> Value {
    if a[at].number != nil, a[at + 1].number != nil {
      let (first, second) = (try a.float(at), try a.float(at + 1))
      return try drawnArray(a, a.isNone(at + 2) ? nil : a.dims(at + 2)) { draw(first, second) }
    }
    let first = try a.array(at, nil).tensor.to(.float64)
    let second = try a.array(at + 1, nil).tensor.to(.float64)
    let shape =
      try a.isNone(at + 2) ? withoutTracking { try first.add(second) }.shape : a.dims(at + 2)
    let (lows, highs) = (try first.expand(shape).values, try second.expand(shape).values)
    var place = -1
    return try drawnArray(a, shape) {
      place += 1
      return draw(lows[place], highs[place])
    }
  }

  private static func choice(_ a: Arguments, _ at: Int, _ generator: NumPyGenerator) throws -> Value
  {
    let pool = a[at].integer == nil ? try a.array(at, nil).tensor : nil
    let population = a[at].integer ?? pool?.length ?? 0
    let shape = try a.isNone(at + 1) ? nil : a.dims(at + 1)
    let count = try shape.map { try counted($0, a.machine).count } ?? 1
    if population <= 0, count > 0 {
      throw LoopError.value(
        pool == nil
          ? "a must be greater than 0 unless no samples are taken"
          : "'a' cannot be empty unless no samples are taken")
    }
    let replaces = try a.bool(at + 2)
    if !replaces, count > population {
      throw LoopError.value("Cannot take a larger sample than population when 'replace=False'")
    }
    // A shuffle holds all places, if only to hand out the first.
    try a.machine.allocate(count: replaces ? count : population)
    var places: [Int]
    if a.isNone(at + 3) {
      places =
        replaces
        ? (0..<count).map { _ in generator.integer(0, population) }
        : Array(generator.permutation(population).prefix(count))
    } else {
      let weights = try a.array(at + 3, nil).tensor.to(.float64).values
      guard weights.count == population else {
        throw LoopError.value("'a' and 'p' must have same size")
      }
      guard weights.allSatisfy({ $0 >= 0 }) else {
        throw LoopError.value("Probabilities are not non-negative")
      }
      guard abs(weights.reduce(0, +) - 1) < 1e-8 else {
        throw LoopError.value("Probabilities do not sum to 1")
      }
      places = weighted(weights, count, replaces, generator)
    }
    let index = try Tensor(places, shape: shape ?? [])
    let chosen =
      try pool.map { pool in
        let rows = try pool.indexSelect(dim: 0, index.reshape([-1]))
        return try rows.reshape((shape ?? []) + Array(pool.shape.dropFirst()))
      } ?? index
    return try ArrayObject.value(chosen, a.machine)
  }

  /// Places drawn by weight; without replacement a place that came once weighs nothing any more.
  private static func weighted(
    _ weights: [Double], _ count: Int, _ replaces: Bool, _ generator: NumPyGenerator
  ) -> [Int] {
    func places(_ weights: [Double], _ draws: [Double]) -> [Int] {
      var sums: [Double] = []
      for weight in weights { sums.append((sums.last ?? 0) + weight) }
      let total = sums.last ?? 1
      sums = sums.map { $0 / total }
      return draws.map { draw in
        var (low, high) = (0, sums.count)
        while low < high {
          let middle = (low + high) / 2
          if sums[middle] <= draw { low = middle + 1 } else { high = middle }
        }
        return min(low, sums.count - 1)
      }
    }
    if replaces { return places(weights, (0..<count).map { _ in generator.uniform() }) }
    var (found, rest) = ([Int](), weights)
    while found.count < count {
      let draws = (0..<(count - found.count)).map { _ in generator.uniform() }
      for place in found { rest[place] = 0 }
      guard rest.contains(where: { $0 > 0 }) else { break }
      for place in places(rest, draws) where !found.contains(place) { found.append(place) }
    }
    return found
  }
}
