import Autograd
import NN

extension Library {
  /// `torch.nn.utils`
  static let nnUtils = Namespace("torch.nn.utils") { t in
    // The name without `_` is the old one; PyTorch still has it, with a warning.
    for name in ["clip_grad_norm_", "clip_grad_norm"] {
      t.tensor(
        name, "parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None"
      ) { a in
        let norm = try a.float(2)
        let parameters = try a.tensors(0)
        let total = try totalNorm(parameters.compactMap(\.grad), norm)
        if try a.bool(3), try !total.item().isFinite {
          throw TorchError(
            .runtime,
            "The total norm of order \(FloatText.shortest(norm)) for gradients from `parameters` is "
              + "non-finite, so it cannot be clipped. To disable this error and scale the gradients by "
              + "the non-finite norm anyway, set `error_if_nonfinite=False`")
        }
        if norm == 2 { return try clipGradNorm(parameters, maxNorm: a.float(1)) }
        try withoutTracking {
          let factor = try Tensor(.double(a.float(1))).div(total.add(1e-6)).clamp(max: 1)
          for parameter in parameters { try parameter.grad?.mul_(factor) }
        }
        return total
      }
    }
    t.none("clip_grad_value_", "parameters, clip_value, foreach=None") { a in
      let bound = try a.float(1)
      for parameter in try a.tensors(0) {
        if let gradient = parameter.grad {
          try withoutTracking { _ = try gradient.clamp_(min: .double(-bound), max: .double(bound)) }
        }
      }
    }
    t.tensor("get_total_norm", "tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None") {
      try totalNorm($0.tensors(0), $0.float(1))
    }
    t.tensor("parameters_to_vector", "parameters") { a in
      try Tensor.cat(a.tensors(0).map { try $0.reshape([-1]) })
    }
    t.none("vector_to_parameters", "vec, parameters") { a in
      let vector = try a.tensor(0)
      var start = 0
      for parameter in try a.tensors(1) {
        let part = try vector.narrow(dim: 0, start: start, length: parameter.count)
        try withoutTracking { _ = try parameter.copy_(part.reshape(parameter.shape)) }
        start += parameter.count
      }
    }
    let spaces: [(String, String)] = [
      ("rnn", "pad_sequence pack_padded_sequence pad_packed_sequence pack_sequence"),
      ("parametrizations", "weight_norm spectral_norm orthogonal"),
      ("prune", "l1_unstructured random_unstructured remove"),
    ]
    for (name, names) in spaces {
      t.namespace(
        name,
        Namespace("torch.nn.utils.\(name)") { t in
          t.leftOut(names) { "nn.utils.\(name).\($0)" }
        })
    }
    t.leftOut("weight_norm spectral_norm remove_weight_norm fuse_conv_bn_eval") { "nn.utils.\($0)" }
  }

  /// The norm of all gradients' norms.
  private static func totalNorm(_ gradients: [Tensor], _ norm: Double) throws -> Tensor {
    try withoutTracking {
      guard !gradients.isEmpty else { return Tensor(0.0) }
      return try Tensor.stack(gradients.map { try $0.norm(p: norm) }).norm(p: norm)
    }
  }
}
