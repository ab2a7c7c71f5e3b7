import Autograd

extension Library {
  /// Functions of `torch` that are no methods.
  static let furtherFunctions = Namespace("torch") { t in
    t.tensor("einsum", "equation, *operands") { a in
      var items = a.star
      if items.count == 1, let inner = items[0].sequence { items = inner }
      return try Einsum.evaluate(
        a.string(0),
        items.map { item in
          guard let tensor = item.tensor else { throw a.mismatch(1, "tuple of Tensors") }
          return tensor
        })
    }
    for (name, dim) in [("vstack", 0), ("row_stack", 0), ("hstack", 1), ("dstack", 2)] {
      t.tensor(name, "tensors") { a in
        let parts = try a.tensors(0)
        if name == "hstack" {
          let isFlat = (parts.first?.dim ?? 0) <= 1
          return try Tensor.cat(
            parts.map { $0.dim == 0 ? try $0.reshape([1]) : $0 }, dim: isFlat ? 0 : 1)
        }
        return try Tensor.cat(
          parts.map { part in
            var part = part
            if part.dim == 0 { part = try part.reshape([1]) }
            if part.dim == 1 { part = try part.unsqueeze(0) }
            if dim == 2, part.dim == 2 { part = try part.unsqueeze(-1) }
            return part
          }, dim: dim)
      }
    }
    t.tensor("column_stack", "tensors") { a in
      try Tensor.cat(
        a.tensors(0).map { try $0.dim < 2 ? $0.reshape([-1, 1]) : $0 }, dim: 1)
    }
    t.tensor("tensordot", "a, b, dims=2") { a in
      let (x, y) = (try a.tensor(0), try a.tensor(1))
      if let count = a[2].integer {
        guard count >= 0, count <= min(x.dim, y.dim) else {
          throw TorchError(.runtime, "tensordot expects dims >= 0, but got dims=\(count)")
        }
        let inner = x.shape.suffix(max(count, 0)).reduce(1) {
          $0.multipliedReportingOverflow(by: $1).0
        }
        return try x.reshape([-1, inner]).matmul(y.reshape([inner, -1])).reshape(
          Array(x.shape.dropLast(count)) + Array(y.shape.dropFirst(count)))
      }
      throw Machine.leftOut("tensordot over chosen dimensions")
    }
    t.value("broadcast_tensors", "*tensors", .tuple) { a in
      let parts = a.star.compactMap(\.tensor)
      guard let first = parts.first else { return .tuple([]) }
      let shape = try withoutTracking {
        try parts.dropFirst().reduce(first.detach().zerosLike()) { try $0.add($1.zerosLike()) }
          .shape
      }
      return .tuple(try parts.map { .tensor(try $0.expand(shape)) })
    }
    t.rows(of: autocasting, "autocast")
    t.tensor("complex", "real, imag") { _ in throw Machine.leftOut("complex numbers") }
    t.bool("is_complex", "input") { _ in false }
    t.value("get_default_dtype", "") { _ in .dtype(.float32) }
    t.value("get_default_device", "", .object(.device)) { _ in .object(try DeviceObject("cpu")) }
    t.none("set_default_device", "device") { try DeviceObject.check($0[0]) }
    t.none("set_default_tensor_type", "t") { a in
      guard case .string(let name) = a[0], name.text != "torch.FloatTensor" else { return }
      throw Machine.leftOut("default dtypes other than float32")
    }
    for name in [
      "set_num_interop_threads", "set_float32_matmul_precision", "set_flush_denormal",
      "set_warn_always",
    ] {
      t.none(name, "value") { _ in }
    }
    t.int("get_num_threads", "") { _ in 1 }
    t.bool("are_deterministic_algorithms_enabled", "") { _ in false }
    t.bool("is_autocast_enabled", "device_type='cpu'") { _ in false }
    t.value(
      "compile",
      "model=None, *, fullgraph=False, dynamic=None, backend='inductor', mode=None, options=None, disable=False"
    ) { a in
      // What is compiled computes the same.
      a[0]
    }
    t.leftOut("sparse_coo_tensor sparse_tensor sparse_csr_tensor") { "\($0)(): sparse tensors" }
    t.leftOut(
      """
      stft istft fft svd qr cholesky inverse det slogdet lu solve lstsq pca_lowrank searchsorted \
      bucketize combinations trapezoid trapz vmap func_grad histc quantile frombuffer promote_types \
      can_cast finfo iinfo
      """)
  }
}
