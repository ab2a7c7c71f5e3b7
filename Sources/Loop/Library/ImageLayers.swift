import Autograd
import NN

// Convolutions and pools.

extension Library {
  static func images(_ t: inout TableBuilder) {
    let convolution =
      "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, "
      + "padding_mode='zeros', device=None, dtype=None"
    module(&t, "Conv1d", convolution) { try Library.convolution($0, 1) }
    module(&t, "Conv2d", convolution) { try Library.convolution($0, 2) }
    module(
      &t, "MaxPool2d",
      "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False"
    ) { a in
      if try a.bool(4) { throw Machine.leftOut("return_indices=True") }
      let (kernel, padding, dilation) = (try a.dims(0), try a.dims(2), try a.dims(3))
      let stride = try a.isNone(1) ? kernel : a.dims(1)
      let isCeiled = try a.bool(5)
      return BuiltModule(
        "MaxPool2d",
        "kernel_size=\(shown(kernel)), stride=\(shown(stride)), padding=\(shown(padding)), "
          + "dilation=\(shown(dilation)), ceil_mode=\(isCeiled ? "True" : "False")"
      ) { input, _ in
        try input.maxPool2d(
          kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: isCeiled)
      }
    }
    module(
      &t, "AvgPool2d",
      "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, "
        + "divisor_override=None"
    ) { a in
      let (kernel, padding) = (try a.dims(0), try a.dims(2))
      let stride = try a.isNone(1) ? kernel : a.dims(1)
      let (isCeiled, counts, divisor) = (try a.bool(3), try a.bool(4), try a.optionalInt(5))
      return BuiltModule(
        "AvgPool2d",
        "kernel_size=\(shown(kernel)), stride=\(shown(stride)), padding=\(shown(padding))"
      ) { input, _ in
        try input.avgPool2d(
          kernel: kernel, stride: stride, padding: padding, ceilMode: isCeiled,
          countIncludePad: counts, divisorOverride: divisor)
      }
    }
    module(&t, "AdaptiveAvgPool2d", "output_size") { a in
      let size = try a.adaptiveSize(0)
      return BuiltModule("AdaptiveAvgPool2d", "output_size=\(try a.machine.text(a[0]))") {
        input, _ in
        try input.adaptiveAvgPool2d(size)
      }
    }
    module(
      &t, "MaxPool1d",
      "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False"
    ) {
      a in
      let (kernel, padding) = (try a.sizes(0, 1)[0], try a.sizes(2, 1)[0])
      let stride = try a.isNone(1) ? kernel : a.sizes(1, 1)[0]
      let (dilation, isCeiled) = (try a.sizes(3, 1)[0], try a.bool(5))
      return BuiltModule(
        "MaxPool1d",
        "kernel_size=\(kernel), stride=\(stride), padding=\(padding), dilation=\(dilation), "
          + "ceil_mode=\(isCeiled ? "True" : "False")"
      ) { input, _ in
        try input.asRowImages { rows in
          try rows.maxPool2d(
            kernel: [1, kernel], stride: [1, stride], padding: [0, padding],
            dilation: [1, dilation], ceilMode: isCeiled)
        }
      }
    }
    module(
      &t, "AvgPool1d",
      "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True"
    ) { a in
      let (kernel, padding) = (try a.sizes(0, 1)[0], try a.sizes(2, 1)[0])
      let stride = try a.isNone(1) ? kernel : a.sizes(1, 1)[0]
      let (isCeiled, counts) = (try a.bool(3), try a.bool(4))
      return BuiltModule(
        "AvgPool1d", "kernel_size=(\(kernel),), stride=(\(stride),), padding=(\(padding),)"
      ) { input, _ in
        try input.asRowImages { rows in
          try rows.avgPool2d(
            kernel: [1, kernel], stride: [1, stride], padding: [0, padding], ceilMode: isCeiled,
            countIncludePad: counts)
        }
      }
    }
    module(&t, "AdaptiveAvgPool1d", "output_size") { a in
      let size = try a.int(0)
      return BuiltModule("AdaptiveAvgPool1d", "output_size=\(size)") { input, _ in
        try input.asRowImages { try $0.adaptiveAvgPool2d([1, size]) }
      }
    }
  }

  /// A number, or a tuple of numbers, as a repr shows it.
  private static func shown(_ sizes: [Int]) -> String {
    sizes.count == 1 ? "\(sizes[0])" : "(\(sizes.map(String.init).joined(separator: ", ")))"
  }

  private static func convolution(_ a: Arguments, _ rank: Int) throws -> any Module {
    let (inputs, outputs, groups) = (try a.size(0), try a.size(1), try a.int(6))
    let (kernel, stride, dilation) = (
      try a.sizes(2, rank), try a.sizes(3, rank), try a.sizes(5, rank)
    )
    guard try a.string(8) == "zeros" else { throw Machine.leftOut("this padding_mode") }
    guard groups > 0 else { throw TorchError(.value, "groups must be a positive integer") }
    guard inputs % groups == 0 else {
      throw TorchError(.value, "in_channels must be divisible by groups")
    }
    guard outputs % groups == 0 else {
      throw TorchError(.value, "out_channels must be divisible by groups")
    }
    let named: Tensor.PaddingMode? =
      if case .string(let word) = a[4] { Tensor.PaddingMode(rawValue: word.text) } else { nil }
    if case .string(let word) = a[4], named == nil {
      throw LoopError.value(
        "Invalid padding string '\(word.text)', should be one of {'valid', 'same'}")
    }
    let padding = try named == nil ? a.sizes(4, rank) : []
    let fanIn = kernel.reduce(Double(inputs / groups)) { $0 * Double($1) }
    let (weight, bias) = try a.machine.drawnParameters(
      [outputs, inputs / groups] + kernel, fanIn: fanIn, bias: a.bool(7))
    let tuple = { (sizes: [Int]) in
      "(" + sizes.map(String.init).joined(separator: ", ") + (sizes.count == 1 ? ",)" : ")")
    }
    var detail = "\(inputs), \(outputs), kernel_size=\(tuple(kernel)), stride=\(tuple(stride))"
    if let named {
      detail += ", padding=\(named.rawValue)"
    } else if padding.contains(where: { $0 != 0 }) {
      detail += ", padding=\(tuple(padding))"
    }
    if dilation.contains(where: { $0 != 1 }) { detail += ", dilation=\(tuple(dilation))" }
    if groups != 1 { detail += ", groups=\(groups)" }
    if bias == nil { detail += ", bias=False" }
    let parameters: [(name: String, tensor: Tensor)] =
      [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
    return BuiltModule("Conv\(rank)d", detail, parameters: parameters) { input, _ in
      if rank == 2 {
        if let named {
          return try Tensor.conv2d(
            input, weight, bias, stride: stride, padding: named, dilation: dilation, groups: groups)
        }
        return try Tensor.conv2d(
          input, weight, bias, stride: stride, padding: padding, dilation: dilation, groups: groups)
      }
      if let named {
        return try Tensor.conv1d(
          input, weight, bias, stride: stride[0], padding: named, dilation: dilation[0],
          groups: groups)
      }
      return try Tensor.conv1d(
        input, weight, bias, stride: stride[0], padding: padding[0], dilation: dilation[0],
        groups: groups)
    }
  }
}

extension Tensor {
  /// Rows [N, C, L] or [C, L] as images of height 1, through `body` and back.
  func asRowImages(_ body: (Tensor) throws -> Tensor) throws -> Tensor {
    try body(unsqueeze(-2)).squeeze(-2)
  }
}

extension Machine {
  /// A weight and a bias, drawn as `nn.Linear` and the convolutions do: `kaiming_uniform_` with a = √5.
  func drawnParameters(_ shape: [Int], fanIn: Double, bias hasBias: Bool) throws -> (
    weight: Tensor, bias: Tensor?
  ) {
    let slope = 5.0.squareRoot()
    let gain = (2 / (1 + slope * slope)).squareRoot()
    let bound = fanIn > 0 ? 3.0.squareRoot() * (gain / fanIn.squareRoot()) : 0
    let weight = try Tensor.uniform(shape, -bound, bound, generator: &generator)
    try weight.requiresGrad(true)
    guard hasBias else { return (weight, nil) }
    let biasBound = fanIn > 0 ? 1 / fanIn.squareRoot() : 0
    let bias = try Tensor.uniform([shape[0]], -biasBound, biasBound, generator: &generator)
    try bias.requiresGrad(true)
    return (weight, bias)
  }
}

extension Arguments {
  /// A size for each direction, `None` for the input's own.
  func adaptiveSize(_ index: Int) throws -> [Int?] {
    if let number = self[index].integer { return [number] }
    guard let items = self[index].sequence else { return [nil, nil] }
    return items.map(\.integer)
  }
}
