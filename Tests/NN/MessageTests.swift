import Autograd
import Foundation
import NN
import Testing

/// Misuse, and PyTorch's words for it, letter for letter (`Tests/Conformance/messages.py`).
@Suite struct MessageTests {
  static func ones(_ shape: Int..., grad: Bool = false) throws -> Tensor {
    let result = try Tensor.ones(shape)
    return grad ? try result.requiresGrad(true) : result
  }

  private static func modified(_ op: (Tensor) throws -> Tensor) throws {
    let y = try op(ones(3, grad: true))
    try y.add_(1)
    try y.sum().backward()
  }

  private static func viewOfMode(
    _ requires: Bool = true, _ mode: (() throws -> Tensor) throws -> Tensor
  ) throws {
    let x = try ones(2, 3, grad: requires).mul(2)
    let part = try mode { try x.select(dim: 0, index: 0) }
    try part.add_(ones(3, grad: true))
  }

  private static func piecesChanged(_ split: (Tensor) throws -> [Tensor]) throws {
    try split(ones(4, 3, grad: true).mul(2))[1].add_(1)
  }

  private static func conv(_ inputs: Int, _ outputs: Int, _ groups: Int) throws -> Conv2d {
    var generator = Generator(seed: 0)
    return try Conv2d(inputs, outputs, kernel: 2, groups: groups, generator: &generator)
  }

  private static func linear() throws -> Linear {
    var generator = Generator(seed: 0)
    return try Linear(3, 4, generator: &generator)
  }

  /// A step with gradients of one.
  private static func step(_ optimizer: ([Tensor]) throws -> any Optimizer) throws {
    let parameter = try ones(3, grad: true)
    parameter.grad = try ones(3)
    try optimizer([parameter]).step()
  }

  private static func one() throws -> [Tensor] { [try ones(3, grad: true)] }

  static let misuse: [String: @Sendable () throws -> Void] = [
    "split_in_place": { try piecesChanged { try $0.split(2) } },
    "split_sizes_in_place": { try piecesChanged { try $0.split([1, 3]) } },
    "chunk_in_place": { try piecesChanged { try $0.chunk(2) } },
    "no_grad_view_in_place": { try viewOfMode { try noGrad($0) } },
    "no_grad_view_of_plain": { try viewOfMode(false) { try noGrad($0) } },
    "inference_view_in_place": { try viewOfMode { try inferenceMode($0) } },
    "conv2d_groups": { _ = try conv(3, 4, 0) },
    "conv2d_inputs": { _ = try conv(3, 4, 2) },
    "conv2d_outputs": { _ = try conv(4, 3, 2) },
    "conv2d_rank": { _ = try conv(3, 4, 1)(ones(3, 4)) },
    "linear_layer": { _ = try linear()(ones(2, 5)) },
    "linear_layer_long": { _ = try linear()(Tensor.ones([2, 3], dtype: .int64)) },
    "batch_norm1d_rank": { _ = try BatchNorm1d(3)(ones(2, 3, 4, 5)) },
    "batch_norm2d_rank": { _ = try BatchNorm2d(3)(ones(2, 3)) },
    "batch_norm_channels": { _ = try BatchNorm1d(3)(ones(2, 4)) },
    "layer_norm_size": { _ = try LayerNorm(3)(ones(2, 4)) },
    "max_pool_size": { _ = try MaxPool2d(5)(ones(1, 1, 4, 4)) },
    "sgd_momentum": { _ = try SGD(one(), momentum: -0.5) },
    "sgd_decay": { _ = try SGD(one(), weightDecay: -1) },
    "adam_eps": { _ = try Adam(one(), eps: -1) },
    "adam_beta": { _ = try Adam(one(), betas: (0.9, 1)) },
    "adamw_decay": { _ = try AdamW(one(), weightDecay: -0.5) },
    "rmsprop_alpha": { _ = try RMSprop(one(), alpha: -1) },
    "rmsprop_momentum": { _ = try RMSprop(one(), momentum: -1) },
    "adagrad_decay": { _ = try Adagrad(one(), lrDecay: -1) },
    "adagrad_start": { _ = try Adagrad(one(), initialAccumulatorValue: -1) },
    "adagrad_eps": { _ = try Adagrad(one(), eps: -1) },
    "sgd_step": { try step { try SGD($0, lr: 1e39) } },
    "sgd_step_decay": { try step { try SGD($0, lr: 0.1, weightDecay: 1e39) } },
    "adam_step": { try step { try Adam($0, lr: 1e38) } },
    "adam_step_decay": { try step { try Adam($0, lr: 0.1, weightDecay: 1e39) } },
    "adamw_step": { try step { try AdamW($0, lr: 1e38) } },
    "rmsprop_step": { try step { try RMSprop($0, lr: 1e39) } },
    "rmsprop_step_decay": { try step { try RMSprop($0, lr: 0.1, weightDecay: 1e39) } },
    "adagrad_step": { try step { try Adagrad($0, lr: 1e39) } },
    "adagrad_step_decay": { try step { try Adagrad($0, lr: 0.1, weightDecay: 1e39) } },
    "grad_of_plain": { _ = try grad([ones(3).sum()], [ones(3, grad: true)]) },
    "grad_not_scalar": { _ = try grad([ones(3, grad: true).mul(2)], [ones(3, grad: true)]) },
    "relu_result_modified": { try modified { try $0.relu() } },
    "tanh_modified": { try modified { try $0.tanh() } },
    "argmax": {
      try ones(4, 3, grad: true).argmax(dim: 1).to(.float32).crossEntropy(ones(4)).backward()
    },
    "no_path": { try ones(3).sum().backward() },
    "not_scalar": { try ones(3, grad: true).mul(2).backward() },
    "twice": {
      let x = try ones(3, grad: true)
      let y = try x.mul(x).sum()
      try y.backward()
      try y.backward()
    },
    "leaf_in_place": { try ones(3, grad: true).add_(1) },
    "leaf_view_in_place": { try ones(3, grad: true).select(dim: 0, index: 0).add_(1) },
    "sigmoid_modified": { try modified { try $0.sigmoid() } },
    "exp_modified": { try modified { try $0.exp() } },
    "inference_saved": {
      let x = try inferenceMode { try ones(3) }
      try x.mul(ones(3, grad: true)).sum().backward()
    },
    "inference_changed": {
      let x = try inferenceMode { try ones(3) }
      try x.add_(1)
    },
    "inference_requires": {
      let x = try inferenceMode { try ones(3) }
      try x.requiresGrad(true)
    },
    "numpy": { _ = try ones(3, grad: true).toArray(Float.self) },
    "item": { _ = try ones(96).item() },
    "int_requires_grad": { try Tensor.ones([3], dtype: .int64).requiresGrad(true) },
    "non_leaf_off": { try ones(3, grad: true).mul(2).requiresGrad(false) },
    "hook": { try ones(3).registerHook { $0 } },
    "retain": { try ones(3).retainGrad() },
    "grad_unused": { _ = try grad([ones(3, grad: true).sum()], [ones(3, grad: true)]) },
    "grad_without": { _ = try grad([ones(3, grad: true).sum()], [ones(3)]) },
    "gradient_shape": { try ones(3, grad: true).mul(2).backward(gradient: ones(2)) },
    "mm": { _ = try ones(3, 4).matmul(ones(5, 6)) },
    "broadcast": { _ = try ones(3, 4).add(ones(5)) },
    "class_out": { _ = try ones(2, 3).crossEntropy(Tensor([0, 5])) },
    "batch": { _ = try ones(32, 3).crossEntropy(Tensor.zeros([16], dtype: .int64)) },
    "float_labels": { _ = try ones(32, 3).crossEntropy(Tensor.zeros([32])) },
    "argmax_long": { _ = try ones(32).crossEntropy(Tensor.zeros([32], dtype: .int64)) },
    "bce_long": { _ = try ones(32).bceWithLogits(Tensor.zeros([32], dtype: .int64)) },
    "bce_shape": { _ = try ones(32, 1).bceWithLogits(Tensor.zeros([32])) },
    "in_place_shape": { try ones(3).add_(ones(2, 3)) },
    "in_place_dtype": { try Tensor.ones([3], dtype: .int64).add_(ones(3)) },
    "in_place_expanded": { try ones(1).expand([3]).add_(1) },
    "no_parameters": { _ = try Adam([]) },
    "negative_rate": { _ = try Adam([ones(3, grad: true)], lr: -1) },
    "bad_beta": { _ = try Adam([ones(3, grad: true)], betas: (1.5, 0.9)) },
    "nesterov": { _ = try SGD([ones(3, grad: true)], lr: 0.1, nesterov: true) },
    "non_leaf_optimised": { _ = try SGD([ones(3, grad: true).mul(2)], lr: 0.1) },
    "view": { _ = try ones(3, 4).t().view([12]) },
    "reshape": { _ = try ones(3, 4).reshape([5, 3]) },
    "reshape_twice": { _ = try ones(3, 4).reshape([-1, -1]) },
    "negative_size": { _ = try Tensor.zeros([-1, 3]) },
    "squeeze_dim": { _ = try ones(3).squeeze(2) },
    "select": { _ = try ones(3, 2).select(dim: 0, index: 3) },
    "cat_sizes": { _ = try Tensor.cat([ones(2, 3), ones(2, 4)]) },
    "cat_rank": { _ = try Tensor.cat([ones(2, 3), ones(2)]) },
    "cat_scalar": { _ = try Tensor.cat([Tensor(1.0), Tensor(2.0)]) },
    "cat_none": { _ = try Tensor.cat([]) },
    "stack": { _ = try Tensor.stack([ones(2), ones(3)]) },
    "bool_minus": { _ = try Tensor([true]).sub(Tensor([true])) },
    "bool_minus_int": { _ = try Tensor([1]).sub(Tensor([true])) },
    "bool_negated": { _ = try Tensor([true]).neg() },
    "integer_power": { _ = try Tensor([2]).pow(-1) },
    "mean_of_integers": { _ = try Tensor([1, 2]).mean() },
    "softmax_of_integers": { _ = try Tensor([1, 2]).softmax(dim: 0) },
    "dim_range": { _ = try ones(2, 3).sum(dims: [2]) },
    "dim_twice": { _ = try ones(2, 3).sum(dims: [0, 0]) },
    "max_empty": { _ = try Tensor.zeros([0]).max() },
    "argmax_empty": { _ = try Tensor.zeros([0]).argmax() },
    "randint": {
      var generator = Generator(seed: 0)
      _ = try Tensor.randint(3, 3, [2], generator: &generator)
    },
    "conv_channels": { _ = try Tensor.conv2d(ones(1, 2, 4, 4), ones(3, 5, 2, 2)) },
    "conv_kernel": { _ = try Tensor.conv2d(ones(1, 2, 4, 4), ones(3, 2, 5, 2)) },
    "batch_norm_one": { _ = try BatchNorm1d(3)(ones(1, 3)) },
    "smoothing": { _ = try ones(2, 3).crossEntropy(Tensor([0, 1]), labelSmoothing: 2) },
    "bce_range": { _ = try ones(3).mul(2).bceLoss(ones(3)) },
    "dropout": {
      var generator = Generator(seed: 0)
      _ = try ones(3).dropout(1.5, generator: &generator)
    },
    "permute": { _ = try ones(2, 3).permute([0]) },
    "permute_twice": { _ = try ones(2, 3).permute([0, 0]) },
    "expand": { _ = try ones(2, 3).expand([4, 3]) },
    "expand_rank": { _ = try ones(2, 3).expand([3]) },
    "topk": { _ = try ones(3).topk(4) },
    "narrow": { _ = try ones(3).narrow(dim: 0, start: 1, length: 3) },
    "linear": { _ = try Tensor.linear(ones(2, 3), ones(4, 5), ones(4)) },
    "copy": { try ones(3).copy_(ones(4)) },
  ]

  static let words: [String: String] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/messages.json")
    var result: [String: String] = [:]
    for line in ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n") {
      let entry = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
      if let name = entry?["name"], let type = entry?["type"], let text = entry?["text"] {
        result[name] = "\(type): \(text)"
      }
    }
    return result
  }()

  @Test func everyMessageIsTested() {
    #expect(Self.misuse.keys.sorted() == Self.words.keys.sorted())
    #expect(Self.words.count > 90)
  }

  @Test(arguments: misuse.keys.sorted())
  func saysWhatPyTorchSays(_ name: String) throws {
    let misuse = try #require(Self.misuse[name])
    let error = #expect(throws: TorchError.self) { try misuse() }
    #expect(error.map { "\($0)" } == Self.words[name])
  }
}
