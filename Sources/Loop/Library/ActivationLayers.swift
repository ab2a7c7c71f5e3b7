import Autograd
import NN

// Layers without parameters.

extension Library {
  static func activations(_ t: inout TableBuilder) {
    module(&t, "ReLU", "inplace=False") { a in
      guard try a.bool(0) else { return ReLU() }
      return BuiltModule("ReLU", "inplace=True") { input, _ in try input.relu_() }
    }
    module(&t, "Tanh", "") { _ in Tanh() }
    module(&t, "Sigmoid", "") { _ in Sigmoid() }
    module(&t, "GELU", "approximate='none'") { a in
      let form = try a.geluForm(0)
      return BuiltModule("GELU", "approximate='\(form.rawValue)'") { input, _ in
        try input.gelu(approximate: form)
      }
    }
    module(&t, "SiLU", "inplace=False") { _ in
      BuiltModule("SiLU") { input, _ in try input.silu() }
    }
    module(&t, "Mish", "inplace=False") { _ in
      BuiltModule("Mish") { input, _ in try input.mul(input.softplus().tanh()) }
    }
    module(&t, "LeakyReLU", "negative_slope=0.01, inplace=False") { a in
      let slope = try a.float(0)
      return BuiltModule("LeakyReLU", "negative_slope=\(FloatText.shortest(slope))") { input, _ in
        try input.leakyRelu(negativeSlope: slope)
      }
    }
    module(&t, "ELU", "alpha=1.0, inplace=False") { a in
      let alpha = try a.float(0)
      return BuiltModule("ELU", "alpha=\(FloatText.shortest(alpha))") { input, _ in
        try input.elu(alpha: alpha)
      }
    }
    module(&t, "SELU", "inplace=False") { _ in BuiltModule("SELU") { input, _ in try input.selu() }
    }
    module(&t, "Softplus", "beta=1.0, threshold=20.0") { a in
      let (beta, threshold) = (try a.float(0), try a.float(1))
      return BuiltModule(
        "Softplus", "beta=\(FloatText.shortest(beta)), threshold=\(FloatText.shortest(threshold))"
      ) { input, _ in try input.softplus(beta: beta, threshold: threshold) }
    }
    module(&t, "Hardtanh", "min_val=-1.0, max_val=1.0, inplace=False") { a in
      let (low, high) = (try a.float(0), try a.float(1))
      return BuiltModule(
        "Hardtanh", "min_val=\(FloatText.shortest(low)), max_val=\(FloatText.shortest(high))"
      ) { input, _ in try input.hardtanh(low, high) }
    }
    module(&t, "ReLU6", "inplace=False") { _ in
      BuiltModule("ReLU6") { input, _ in try input.hardtanh(0, 6) }
    }
    module(&t, "Hardsigmoid", "inplace=False") { _ in
      BuiltModule("Hardsigmoid") { input, _ in try input.hardSigmoid() }
    }
    module(&t, "Hardswish", "inplace=False") { _ in
      BuiltModule("Hardswish") { input, _ in try input.mul(input.hardSigmoid()) }
    }
    module(&t, "LogSigmoid", "") { _ in
      BuiltModule("LogSigmoid") { input, _ in try input.neg().softplus().neg() }
    }
    module(&t, "Softsign", "") { _ in
      BuiltModule("Softsign") { input, _ in try input.div(input.abs().add(1)) }
    }
    module(&t, "Tanhshrink", "") { _ in
      BuiltModule("Tanhshrink") { input, _ in try input.sub(input.tanh()) }
    }
    module(&t, "GLU", "dim=-1") { a in
      let dim = try a.int(0)
      return BuiltModule("GLU", "dim=\(dim)") { input, _ in try input.glu(dim) }
    }
    module(&t, "Softmax", "dim=None") { a in
      let dim = try a.optionalInt(0)
      return BuiltModule("Softmax", "dim=\(dim.map(String.init) ?? "None")") { input, _ in
        try input.softmax(dim: dim ?? input.implicitDim)
      }
    }
    module(&t, "LogSoftmax", "dim=None") { a in
      let dim = try a.optionalInt(0)
      return BuiltModule("LogSoftmax", "dim=\(dim.map(String.init) ?? "None")") { input, _ in
        try input.logSoftmax(dim: dim ?? input.implicitDim)
      }
    }
    module(&t, "Softmin", "dim=None") { a in
      let dim = try a.optionalInt(0)
      return BuiltModule("Softmin", "dim=\(dim.map(String.init) ?? "None")") { input, _ in
        try input.neg().softmax(dim: dim ?? input.implicitDim)
      }
    }
    plumbing(&t)
  }

  private static func plumbing(_ t: inout TableBuilder) {
    module(&t, "Identity", "*args, **") { _ in BuiltModule("Identity") { input, _ in input } }
    module(&t, "Flatten", "start_dim=1, end_dim=-1") { a in
      let (start, end) = (try a.int(0), try a.int(1))
      return BuiltModule("Flatten", "start_dim=\(start), end_dim=\(end)") { input, _ in
        try input.flatten(start: start, end: end)
      }
    }
    module(&t, "Unflatten", "dim, unflattened_size") { a in
      let (dim, sizes) = (try a.int(0), try a.ints(1))
      return BuiltModule(
        "Unflatten", "dim=\(dim), unflattened_size=\(try a.machine.text(a[1]))"
      ) { input, _ in
        var shape = input.shape
        let place = try wrapped(dim, input.dim)
        shape.replaceSubrange(place...place, with: sizes)
        return try input.reshape(shape)
      }
    }
    module(&t, "Dropout", "p=0.5, inplace=False") {
      try Dropout($0.float(0), generator: $0.machine.random)
    }
    for name in ["Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"] {
      t.leftOut(name) { "nn.\($0)" }
    }
    module(&t, "CosineSimilarity", "dim=1, eps=1e-08") { _ in
      throw Machine.leftOut("nn.CosineSimilarity; F.cosine_similarity does the same")
    }
  }
}

extension Tensor {
  /// `nn.SELU`: λ·(max(x, 0) + α·(eˣ - 1) below 0). Klambauer et al., 2017.
  func selu() throws -> Tensor {
    try elu(alpha: 1.6732632423543772848170429916717).mul(
      .double(1.0507009873554804934193349852946))
  }

  /// (x + 3)/6 held within 0...1.
  func hardSigmoid() throws -> Tensor { try add(3).clamp(min: 0, max: 6).div(6) }

  /// The first half of a dimension times the sigmoid of the second.
  func glu(_ dim: Int) throws -> Tensor {
    let place = try Library.wrapped(dim, self.dim)
    guard shape[place] % 2 == 0 else {
      throw TorchError(
        .runtime,
        "Halving dimension must be even, but dimension \(place) is size \(shape[place])")
    }
    let halves = try chunk(2, dim: place)
    return try halves[0].mul(halves[1].sigmoid())
  }

  /// The dimension that `softmax` takes where none is given: the first of 0, 1 and 3 dimensions.
  var implicitDim: Int { [0, 1, 3].contains(dim) ? 0 : 1 }
}

extension Arguments {
  func geluForm(_ index: Int) throws -> Tensor.GELUApproximation {
    guard let form = Tensor.GELUApproximation(rawValue: try string(index)) else {
      throw TorchError(.runtime, "approximate argument must be either none or tanh.")
    }
    return form
  }
}
