@testable import Autograd

/// Every op under test: one row, from a golden's arguments to the op's results.
///
/// A new op needs its row here, its line in `Tests/Conformance/operations.py`, and the goldens that
/// `goldens.py NAME` and `misuse.py NAME` write from PyTorch.
enum OperationTable {
  typealias Row = @Sendable (Arguments) throws -> [Tensor]

  static let rows: [String: Row] = [
    pointwise, reductions, shapes, indexing, algebra, neural, creation, likes, inPlace,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// The order of the arguments that may be tensors: PyTorch's own.
  static func order(_ op: String) -> [String] {
    let first = [
      "condition", "other", "exponent", "mask", "value", "min", "max", "index", "src", "mat1",
      "mat2", "vec", "tensor", "vec2", "target", "running_mean", "running_var", "weight", "bias",
    ]
    return first + [
      "pos_weight", "alpha", "beta", "negative_slope", "approximate", "threshold", "min_val",
      "max_val", "dim", "keepdim", "dtype", "correction", "ord", "shape", "dim0", "dim1", "dims",
      "start", "length", "start_dim", "end_dim", "split_size_or_sections", "chunks", "shifts",
      "diagonal", "offset", "dim2", "num_classes", "descending", "stable", "k", "largest",
      "sorted", "padding_idx", "ignore_index", "reduction", "label_smoothing", "delta",
      "log_target", "stride", "padding", "dilation", "groups", "kernel_size", "ceil_mode",
      "count_include_pad", "divisor_override", "output_size", "normalized_shape", "eps",
      "training", "momentum", "size", "through", "fill_value", "end", "step", "steps", "m", "seed",
      "low", "high", "p",
    ]
  }

  static func one(_ body: @escaping @Sendable (Tensor) throws -> Tensor) -> Row {
    { [try body($0.x)] }
  }

  /// Two operands, the second a tensor or a number.
  static func two(
    _ name: String = "other", _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Row {
    { a in
      if let other = a.tensor(name) { return [try body(a.x, other)] }
      guard let number = a.scalar(name) else { throw Arguments.Unsupported(reason: "no \(name)") }
      return [try body(a.x, .wrapped(number))]
    }
  }

  static let pointwise: [String: Row] = [
    "exp": one { try $0.exp() }, "expm1": one { try $0.expm1() }, "log": one { try $0.log() },
    "log1p": one { try $0.log1p() }, "log2": one { try $0.log2() }, "sqrt": one { try $0.sqrt() },
    "rsqrt": one { try $0.rsqrt() }, "reciprocal": one { try $0.reciprocal() },
    "abs": one { try $0.abs() }, "sign": one { try $0.sign() }, "square": one { try $0.square() },
    "sin": one { try $0.sin() }, "cos": one { try $0.cos() }, "tan": one { try $0.tan() },
    "tanh": one { try $0.tanh() }, "sigmoid": one { try $0.sigmoid() },
    "neg": one { try $0.neg() }, "floor": one { try $0.floor() }, "ceil": one { try $0.ceil() },
    "round": one { try $0.round() }, "trunc": one { try $0.trunc() }, "erf": one { try $0.erf() },
    "isnan": one { try $0.isnan() }, "isinf": one { try $0.isinf() },
    "isfinite": one { try $0.isfinite() }, "logical_not": one { try $0.logicalNot() },
    "relu": one { try $0.relu() }, "silu": one { try $0.silu() },
    "mish": one { try $0.mish() },
    "add": two { try $0.add($1) }, "sub": two { try $0.sub($1) }, "mul": two { try $0.mul($1) },
    "div": two { try $0.div($1) }, "maximum": two { try $0.maximum($1) },
    "minimum": two { try $0.minimum($1) }, "fmod": two { try $0.fmod($1) },
    "remainder": two { try $0.remainder($1) }, "pow": two("exponent") { try $0.pow($1) },
    "eq": two { try $0.eq($1) }, "ne": two { try $0.ne($1) }, "lt": two { try $0.lt($1) },
    "le": two { try $0.le($1) }, "gt": two { try $0.gt($1) }, "ge": two { try $0.ge($1) },
    "logical_and": two { try $0.logicalAnd($1) }, "logical_or": two { try $0.logicalOr($1) },
    "logical_xor": two { try $0.logicalXor($1) },
    "leaky_relu": { [try $0.x.leakyRelu(negativeSlope: $0.double("negative_slope") ?? 0.01)] },
    "elu": { [try $0.x.elu(alpha: $0.double("alpha") ?? 1)] },
    "gelu": { [try $0.x.gelu(approximate: $0.string("approximate") == "tanh" ? .tanh : .none)] },
    "softplus": {
      [try $0.x.softplus(beta: $0.double("beta") ?? 1, threshold: $0.double("threshold") ?? 20)]
    },
    "hardtanh": {
      [try $0.x.hardtanh($0.double("min_val") ?? -1, $0.double("max_val") ?? 1)]
    },
    "clamp": { a in
      let low = a.tensor("min") ?? a.scalar("min").map { .wrapped($0) }
      let high = a.tensor("max") ?? a.scalar("max").map { .wrapped($0) }
      return [try a.x.clamp(min: low, max: high)]
    },
    "where": { a in
      let other = a.tensor("other") ?? .wrapped(a.scalar("other") ?? 0)
      return [try Tensor.where(a.need("condition"), a.x, other)]
    },
    "masked_fill": { a in
      if let value = a.tensor("value") { return [try a.x.maskedFill(a.need("mask"), value)] }
      return [try a.x.maskedFill(a.need("mask"), a.scalar("value") ?? 0)]
    },
  ]

  static let reductions: [String: Row] = [
    "sum": { a in
      [try a.x.sum(dims: a.ints("dim") ?? [], keepdim: a.bool("keepdim"), dtype: a.dtype("dtype"))]
    },
    "mean": { a in
      [try a.x.mean(dims: a.ints("dim") ?? [], keepdim: a.bool("keepdim"), dtype: a.dtype("dtype"))]
    },
    "prod": { a in
      guard let dim = a.int("dim") else { return [try a.x.prod(dtype: a.dtype("dtype"))] }
      return [try a.x.prod(dim: dim, keepdim: a.bool("keepdim"), dtype: a.dtype("dtype"))]
    },
    "var": { a in
      [
        try a.x.var(
          dims: a.ints("dim") ?? [], correction: a.double("correction") ?? 1,
          keepdim: a.bool("keepdim"))
      ]
    },
    "std": { a in
      [
        try a.x.std(
          dims: a.ints("dim") ?? [], correction: a.double("correction") ?? 1,
          keepdim: a.bool("keepdim"))
      ]
    },
    "max": { a in
      guard let dim = a.int("dim") else { return [try a.x.max()] }
      let found = try a.x.max(dim: dim, keepdim: a.bool("keepdim"))
      return [found.values, found.indices]
    },
    "min": { a in
      guard let dim = a.int("dim") else { return [try a.x.min()] }
      let found = try a.x.min(dim: dim, keepdim: a.bool("keepdim"))
      return [found.values, found.indices]
    },
    "amax": { [try $0.x.amax(dims: $0.ints("dim") ?? [], keepdim: $0.bool("keepdim"))] },
    "amin": { [try $0.x.amin(dims: $0.ints("dim") ?? [], keepdim: $0.bool("keepdim"))] },
    "argmax": { a in
      guard let dim = a.int("dim") else { return [try a.x.argmax(keepdim: a.bool("keepdim"))] }
      return [try a.x.argmax(dim: dim, keepdim: a.bool("keepdim"))]
    },
    "argmin": { a in
      guard let dim = a.int("dim") else { return [try a.x.argmin(keepdim: a.bool("keepdim"))] }
      return [try a.x.argmin(dim: dim, keepdim: a.bool("keepdim"))]
    },
    "logsumexp": { [try $0.x.logsumexp(dims: $0.ints("dim") ?? [], keepdim: $0.bool("keepdim"))] },
    "norm": { a in
      [
        try a.x.norm(
          p: a.double("ord") ?? 2, dims: a.ints("dim") ?? [], keepdim: a.bool("keepdim"))
      ]
    },
    "all": { [try $0.x.all(dims: $0.ints("dim") ?? [], keepdim: $0.bool("keepdim"))] },
    "any": { [try $0.x.any(dims: $0.ints("dim") ?? [], keepdim: $0.bool("keepdim"))] },
    "cumsum": { [try $0.x.cumsum(dim: $0.int("dim") ?? 0, dtype: $0.dtype("dtype"))] },
  ]

  static let shapes: [String: Row] = [
    "view": { [try $0.x.view($0.ints("shape") ?? [])] },
    "reshape": { [try $0.x.reshape($0.ints("shape") ?? [])] },
    "transpose": { [try $0.x.transpose($0.int("dim0") ?? 0, $0.int("dim1") ?? 1)] },
    "permute": { [try $0.x.permute($0.ints("dims") ?? [])] },
    "select": { [try $0.x.select(dim: $0.int("dim") ?? 0, index: $0.int("index") ?? 0)] },
    "narrow": { a in
      let start = try a.int("start") ?? a.need("start").itemInt()
      return [try a.x.narrow(dim: a.int("dim") ?? 0, start: start, length: a.int("length") ?? 0)]
    },
    "expand": { [try $0.x.expand($0.ints("shape") ?? [])] },
    "squeeze": { a in
      guard let dims = a.ints("dim") else { return [try a.x.squeeze()] }
      guard dims.count == 1 else { throw Arguments.Unsupported(reason: "several dims at once") }
      return [try a.x.squeeze(dims[0])]
    },
    "unsqueeze": { [try $0.x.unsqueeze($0.int("dim") ?? 0)] },
    "flatten": {
      [try $0.x.flatten(start: $0.int("start_dim") ?? 0, end: $0.int("end_dim") ?? -1)]
    },
    "t": one { try $0.t() },
    "slice": {
      [
        try $0.x.slice(
          dim: 0, start: $0.int("start"), end: $0.int("end"), step: $0.int("step") ?? 1)
      ]
    },
    "to": { [try $0.x.to($0.dtype("dtype") ?? .float32)] }, "detach": one { $0.detach() },
    "contiguous": one { try $0.contiguous() }, "clone": one { try $0.clone() },
    "cat": { [try Tensor.cat($0.inputs, dim: $0.int("dim") ?? 0)] },
    "stack": { [try Tensor.stack($0.inputs, dim: $0.int("dim") ?? 0)] },
    "split": { a in
      if case .list? = a.values["split_size_or_sections"] {
        return try a.x.split(a.ints("split_size_or_sections") ?? [], dim: a.int("dim") ?? 0)
      }
      return try a.x.split(a.int("split_size_or_sections") ?? 1, dim: a.int("dim") ?? 0)
    },
    "chunk": { try $0.x.chunk($0.int("chunks") ?? 1, dim: $0.int("dim") ?? 0) },
    "flip": { [try $0.x.flip($0.ints("dims") ?? [])] },
    "roll": { [try $0.x.roll($0.ints("shifts") ?? [], dims: $0.ints("dims") ?? [])] },
    "repeat": { [try $0.x.repeat($0.ints("shape") ?? [])] },
    "tril": { [try $0.x.tril($0.int("diagonal") ?? 0)] },
    "triu": { [try $0.x.triu($0.int("diagonal") ?? 0)] },
    "diagonal": { a in
      [
        try a.x.diagonal(
          offset: a.int("offset") ?? 0, dim1: a.int("dim1") ?? 0, dim2: a.int("dim2") ?? 1)
      ]
    },
  ]

  static let indexing: [String: Row] = [
    "index_select": { [try $0.x.indexSelect(dim: $0.int("dim") ?? 0, $0.need("index"))] },
    "gather": { [try $0.x.gather(dim: $0.int("dim") ?? 0, $0.need("index"))] },
    "scatter_add": {
      [try $0.x.scatterAdd(dim: $0.int("dim") ?? 0, $0.need("index"), $0.need("src"))]
    },
    "masked_select": { [try $0.x.maskedSelect($0.need("mask"))] },
    "take": { [try $0.x.take($0.need("index"))] },
    "index": { [try $0.x.index($0.need("index"))] },
    "one_hot": { a in
      let classes = a.int("num_classes") ?? -1
      return [try a.x.oneHot(classes: classes == -1 ? nil : classes)]
    },
    "sort": { a in
      let found = try a.x.sort(dim: a.int("dim") ?? -1, descending: a.bool("descending"))
      return [found.values, found.indices]
    },
    "argsort": { [try $0.x.argsort(dim: $0.int("dim") ?? -1, descending: $0.bool("descending"))] },
    "topk": { a in
      let found = try a.x.topk(
        a.int("k") ?? 1, dim: a.int("dim") ?? -1,
        largest: a.scalar("largest").map { $0.double != 0 } ?? true)
      // Which of several equal elements is named is nobody's promise.
      let hasTies = try Set(a.x.values).count < a.x.count
      return hasTies ? [found.values] : [found.values, found.indices]
    },
    "embedding": { [try $0.need("weight").embedding($0.x, paddingIndex: $0.int("padding_idx"))] },
  ]

  static let algebra: [String: Row] = [
    "matmul": { [try $0.x.matmul($0.need("other"))] },
    "mm": { [try $0.x.mm($0.need("mat2"))] },
    "mv": { [try $0.x.mv($0.need("vec"))] },
    "dot": { [try $0.x.dot($0.need("tensor"))] },
    "bmm": { [try $0.x.bmm($0.need("mat2"))] },
    "outer": { [try $0.x.outer($0.need("vec2"))] },
    "addmm": { a in
      [
        try a.x.addmm(
          a.need("mat1"), a.need("mat2"), beta: a.scalar("beta") ?? 1, alpha: a.scalar("alpha") ?? 1
        )
      ]
    },
    "linear": { [try Tensor.linear($0.x, $0.need("weight"), $0.tensor("bias"))] },
  ]
}
