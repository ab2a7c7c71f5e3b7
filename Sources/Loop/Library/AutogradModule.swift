import Autograd

extension Library {
  /// `torch.autograd`
  static let autograd = Namespace("torch.autograd") { t in
    t.value(
      "grad",
      "outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, allow_unused=None, "
        + "is_grads_batched=False, materialize_grads=False, only_inputs=True", .tuple
    ) { a in
      let weights: [Tensor?]? =
        a.isNone(2)
        ? nil : (a[2].sequence ?? [a[2]]).map { $0.tensor }
      let gradients = try grad(
        a.tensors(0), a.tensors(1), gradients: weights,
        retainGraph: a.isNone(3) ? nil : a.bool(3), createGraph: a.bool(4),
        allowUnused: a.isNone(5) ? false : a.bool(5))
      return .tuple(gradients.map { .optional($0) })
    }
    t.value("backward", "tensors, grad_tensors=None, retain_graph=None, create_graph=False") { a in
      for tensor in try a.tensors(0) {
        try tensor.backward(
          gradient: a.optionalTensor(1), retainGraph: a.isNone(2) ? nil : a.bool(2),
          createGraph: a.bool(3))
      }
      return .none
    }
    t.tensor("Variable", "data, requires_grad=False, volatile=False") { a in
      let tensor =
        try a[0].tensor ?? a.machine.makeTensor(a[0], dtype: nil)
      return try a.bool(1) ? tensor.detach().requiresGrad(true) : tensor
    }
  }

  /// `torch.linalg`
  static let linalg = Namespace("torch.linalg") { t in
    t.tensor("norm", "A, ord=None, dim=None, keepdim=False") {
      try $0.tensor(0).norm(p: $0.optionalFloat(1) ?? 2, dims: $0.dims(2), keepdim: $0.bool(3))
    }
    t.tensor("vector_norm", "x, ord=2, dim=None, keepdim=False") {
      try $0.tensor(0).norm(p: $0.float(1), dims: $0.dims(2), keepdim: $0.bool(3))
    }
  }
}
