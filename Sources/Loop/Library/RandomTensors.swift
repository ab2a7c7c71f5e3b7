import Autograd
import NN

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Tensors of chance, and tensors filled with it.

extension Library {
  /// `torch.randn` and its like. Each draws from `generator=` where one is given.
  static let randomTensors = Namespace("torch") { t in
    let sized =
      "*size, generator=None, out=None, dtype=None, layout=None, device=None, "
      + "pin_memory=False, requires_grad=False"
    t.tensor("randn", sized) { a in
      try DeviceObject.check(a[5])
      return try asked(
        Tensor.randn(
          a.shape(), dtype: a.dtype(3) ?? .float32, generator: &a.source(1).generator), a, 7)
    }
    t.tensor("rand", sized) { a in
      try DeviceObject.check(a[5])
      return try asked(
        Tensor.rand(
          a.shape(), dtype: a.dtype(3) ?? .float32, generator: &a.source(1).generator), a, 7)
    }
    t.tensor(
      "randint",
      "low=None, high=None, size=None, *, generator=None, out=None, dtype=None, layout=None, device=None, "
        + "pin_memory=False, requires_grad=False"
    ) { a in
      try DeviceObject.check(a[7])
      // `randint(high, size)` and `randint(low, high, size)`.
      let isShort = a[1].sequence != nil || a.isNone(1) || a.isNone(0)
      let (low, high) =
        isShort ? (0, try a.int(a.isNone(0) ? 1 : 0)) : (try a.int(0), try a.int(1))
      let shape = try a.ints(isShort && a[1].sequence != nil ? 1 : 2)
      let drawn = try Tensor.randint(low, high, shape, generator: &a.source(3).generator)
      return try asked(drawn.cast(a, 5), a, 9)
    }
    t.tensor(
      "randperm",
      "n, *, generator=None, out=None, dtype=None, layout=None, device=None, pin_memory=False, "
        + "requires_grad=False"
    ) { a in
      try DeviceObject.check(a[5])
      return try Tensor.randperm(a.int(0), generator: &a.source(1).generator).cast(a, 3)
    }
    let like =
      "input, *, generator=None, memory_format=None, dtype=None, layout=None, device=None, "
      + "pin_memory=False, requires_grad=False"
    t.tensor("rand_like", like) { a in
      let tensor = try a.tensor(0).cast(a, 3)
      return try asked(tensor.randLike(generator: &a.source(1).generator), a, 7)
    }
    t.tensor("randn_like", like) { a in
      let tensor = try a.tensor(0).cast(a, 3)
      return try asked(tensor.randnLike(generator: &a.source(1).generator), a, 7)
    }
    t.tensor(
      "randint_like",
      "input, low, high=None, *, generator=None, dtype=None, device=None, requires_grad=False"
    ) { a in
      let (low, high) = a.isNone(2) ? (0, try a.int(1)) : (try a.int(1), try a.int(2))
      let tensor = try a.tensor(0).cast(a, 4)
      return try asked(
        tensor.randintLike(low, high, generator: &a.source(3).generator), a, 6)
    }
    t.tensor(
      "normal",
      "mean, std=1, size=None, *, generator=None, out=None, dtype=None, layout=None, device=None, "
        + "pin_memory=False, requires_grad=False"
    ) { a in
      try DeviceObject.check(a[7])
      return try asked(normal(a), a, 9)
    }
    t.tensor("bernoulli", "input, p=None, *, generator=None, out=None") { a in
      let tensor = try a.tensor(0)
      if let p = try a.optionalFloat(1) {
        return try drawn(tensor, a.source(2)) { $0.uniformDraw() < p ? 1 : 0 }
      }
      return try bernoulli(tensor, a.source(2))
    }
    t.tensor("multinomial", "input, num_samples, replacement=False, *, generator=None") { a in
      try multinomial(a)
    }
  }

  /// A new tensor that requires gradients when the argument asks for them.
  static func asked(_ tensor: Tensor, _ a: Arguments, _ index: Int) throws -> Tensor {
    try a.isNone(index) || !a.bool(index) ? tensor : tensor.requiresGrad(true)
  }

  /// `normal(mean, std)` of tensors or numbers, `normal(mean, std, size)` of numbers.
  private static func normal(_ a: Arguments) throws -> Tensor {
    let source = try a.source(3)
    if !a.isNone(2) {
      return try normal(
        a.dims(2), a.dtype(5) ?? .float32, mean: a.float(0), std: a.float(1), source)
    }
    let (mean, std) = (a[0].tensor, a[1].tensor)
    guard let like = mean ?? std else { throw a.mismatch(0, "Tensor") }
    var shape = like.shape
    if let mean, let std { shape = try withoutTracking { try mean.mul(std).shape } }
    return try withoutTracking {
      let plain = try Tensor.randn(shape, dtype: like.dtype, generator: &source.generator)
      let scaled = try std.map { try plain.mul($0) } ?? plain.mul(a.scalar(1))
      return try mean.map { try scaled.add($0) } ?? scaled.add(a.scalar(0))
    }
  }

  /// Normals of a mean and a spread; few of them are computed in double precision, as PyTorch does.
  static func normal(
    _ shape: [Int], _ dtype: DType, mean: Double, std: Double, _ source: SharedGenerator
  ) throws -> Tensor {
    guard std >= 0 else {
      throw TorchError(
        .runtime, "normal expects std >= 0.0, but found std \(FloatText.shortest(std))")
    }
    return try withoutTracking {
      let isFew = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).0 } < 16
      return try Tensor.randn(shape, dtype: isFew ? .float64 : dtype, generator: &source.generator)
        .mul(.double(std)).add(.double(mean)).to(dtype)
    }
  }

  /// Ones where a draw lies below the element.
  private static func bernoulli(_ tensor: Tensor, _ source: SharedGenerator) throws -> Tensor {
    let values = tensor.values
    for value in values where !(value >= 0 && value <= 1) {
      throw TorchError(.runtime, "Expected p_in >= 0 && p_in <= 1 to be true, but got false.")
    }
    var place = 0
    return try drawn(tensor, source) { generator in
      defer { place += 1 }
      // Probabilities of single precision are compared with draws of single precision.
      return tensor.dtype == .float32
        ? generator.uniformSingle() < Float(values[place]) ? 1 : 0
        : generator.uniformDraw() < values[place] ? 1 : 0
    }
  }

  /// A tensor of the same shape and dtype, drawn element by element.
  static func drawn(
    _ tensor: Tensor, _ source: SharedGenerator, _ draw: (inout Generator) -> Double
  ) throws -> Tensor {
    var values = [Double](repeating: 0, count: tensor.count)
    for index in values.indices { values[index] = draw(&source.generator) }
    return try Tensor(values, shape: tensor.shape).to(tensor.dtype)
  }

  /// Places drawn by weight.
  private static func multinomial(_ a: Arguments) throws -> Tensor {
    let (weights, count) = (try a.tensor(0), try a.int(1))
    guard weights.dim == 1 || weights.dim == 2 else {
      throw TorchError(.runtime, "prob_dist must be 1 or 2 dim")
    }
    guard count > 0 else { throw TorchError(.runtime, "cannot sample n_sample <= 0 samples") }
    let replaces = try a.bool(2)
    let width = weights.shape.last ?? 0
    if !replaces, count > width {
      throw TorchError(
        .runtime, "cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    }
    guard !replaces || count == 1 else {
      throw Machine.leftOut("multinomial(replacement=True) of several samples")
    }
    // The weights over exponential draws: the largest are the sample, in this order.
    let source = try a.source(3)
    return try withoutTracking {
      let noise = try Tensor(
        (0..<weights.count).map { _ in -log1p(-source.generator.uniformDraw()) },
        shape: weights.shape
      ).to(weights.dtype)
      let scores = try weights.div(noise)
      if count == 1 { return try scores.argmax(dim: -1, keepdim: true) }
      return try scores.topk(count, dim: -1, largest: true).indices
    }
  }

  /// The methods that fill a tensor with draws.
  static func randomFilling(_ t: inout TableBuilder) {
    t.tensor("uniform_", "self, from=0, to=1, *, generator=None") { a in
      let tensor = try a.tensor(0)
      let source = try a.source(3)
      if tensor.dtype == .float64 {
        let (low, high) = (try a.float(1), try a.float(2))
        return try tensor.copy_(
          drawn(tensor, source) { $0.uniformDraw() * (high - low) + low })
      }
      return try tensor.copy_(
        Tensor.uniform(tensor.shape, a.float(1), a.float(2), generator: &source.generator))
    }
    t.tensor("normal_", "self, mean=0, std=1, *, generator=None") { a in
      let tensor = try a.tensor(0)
      return try tensor.copy_(
        normal(
          tensor.shape, tensor.dtype, mean: a.float(1), std: a.float(2), a.source(3)))
    }
    t.tensor("bernoulli_", "self, p=0.5, *, generator=None") { a in
      let tensor = try a.tensor(0)
      if let p = a[1].tensor { return try tensor.copy_(bernoulli(p, a.source(2)).to(tensor.dtype)) }
      let p = try a.float(1)
      return try tensor.copy_(drawn(tensor, a.source(2)) { $0.uniformDraw() < p ? 1 : 0 })
    }
    t.tensor("random_", "self, from=None, to=None, *, generator=None") { a in
      let tensor = try a.tensor(0)
      let source = try a.source(3)
      guard let first = try a.optionalInt(1) else {
        if tensor.dtype == .int64 {
          let whole = (0..<tensor.count).map { _ in Int(source.generator.seedDraw()) }
          return try tensor.copy_(Tensor(whole, shape: tensor.shape))
        }
        // The largest whole numbers below which the dtype holds all.
        let limit: UInt64 =
          switch tensor.dtype {
          case .float32: 1 << 24 + 1
          case .float64, .int64: 1 << 53 + 1
          case .int32: 1 << 31
          case .uint8: 256
          case .bool: 2
          }
        return try tensor.copy_(
          drawn(tensor, source) { generator in
            let isWide = tensor.dtype == .float64
            return Double(
              (isWide ? generator.next64() : UInt64(generator.next32())) % limit)
          })
      }
      let (low, high) = a.isNone(2) ? (0, first) : (first, try a.int(2))
      let whole = try Tensor.randint(low, high, tensor.shape, generator: &source.generator)
      return try tensor.copy_(whole.to(tensor.dtype))
    }
    t.tensor("exponential_", "self, lambd=1, *, generator=None") { a in
      let (tensor, rate) = (try a.tensor(0), try a.float(1))
      return try tensor.copy_(
        drawn(tensor, a.source(2)) { -log1p(-$0.uniformDraw()) / rate })
    }
  }
}

extension Generator {
  /// Uniform in [0, 1) with 53 bits.
  mutating func uniformDraw() -> Double { Double(next64() & (1 << 53 - 1)) * 0x1p-53 }

  /// Uniform in [0, 1) with 24 bits.
  mutating func uniformSingle() -> Float { Float(next32() & (1 << 24 - 1)) * 0x1p-24 }
}
