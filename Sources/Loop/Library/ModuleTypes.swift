import Autograd
import NN

extension Library {
  /// `torch.nn`
  // Typed, as others name it inside of what is inferred here.
  static let nn: Namespace = Namespace("torch.nn") { t in
    layers(&t)
    images(&t)
    activations(&t)
    lossTypes(&t)
    t.leftOut(
      """
      GRU LSTM RNN GRUCell LSTMCell RNNCell MultiheadAttention Transformer TransformerEncoder \
      TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer ConvTranspose1d \
      ConvTranspose2d Conv3d Upsample ParameterList ParameterDict ModuleDict Bilinear PixelShuffle \
      InstanceNorm1d InstanceNorm2d SyncBatchNorm EmbeddingBag CTCLoss MultiMarginLoss \
      MultiLabelSoftMarginLoss MultiLabelMarginLoss AdaptiveLogSoftmaxWithLoss Fold Unfold ZeroPad2d
      """
    ) { "nn.\($0)" }
    t.value("DataParallel", "module, device_ids=None, output_device=None, dim=0", .object(.module))
    {
      // On one CPU PyTorch's hands the input straight to the module.
      $0[0]
    }
    t.namespace("functional", functional)
    t.namespace("utils", nnUtils)
    t.namespace("init", nnInit)
    t.namespace("modules", nnModules)
    t.namespace(
      "parallel",
      Namespace("torch.nn.parallel") { t in
        t.leftOut("DistributedDataParallel") { _ in "training in several processes" }
      })
    t.type("Module", PythonType("Module", path: "torch.nn.Module") { $0.module != nil })
    t.type(
      "Parameter",
      PythonType(
        "Parameter", path: "torch.nn.parameter.Parameter",
        row: Row(
          name: "Parameter", signature: Signature("data, requires_grad=True"), result: .tensor
        ) { a in
          .tensor(try a.tensor(0).detach().clone().detach().requiresGrad(a.bool(1)))
        }
      ) { $0.tensor?.isLeaf == true && $0.tensor?.requiresGrad == true })
  }

  /// A module: its class, its constructor's parameters, and what makes it.
  static func module(
    _ t: inout TableBuilder, _ name: String, _ signature: String,
    _ make: @escaping @Sendable (Arguments) throws -> any Module
  ) {
    let row = Row(
      name: name, signature: Signature(signature, style: .constructor),
      result: .object(.module)
    ) { .object(ModuleObject(try make($0))) }
    t.type(
      name,
      PythonType(name, path: "torch.nn.modules.\(name)", row: row) { $0.module?.kind == name })
  }
}

extension Arguments {
  /// A size of a layer: none that would take all memory.
  func size(_ index: Int) throws -> Int {
    let value = try int(index)
    if value < 0 {
      throw TorchError(
        .runtime, "Trying to create tensor with negative dimension \(value): [\(value)]")
    }
    return value
  }

  /// A size for each of `count` directions, given once for all or one by one.
  func sizes(_ index: Int, _ count: Int) throws -> [Int] {
    let given = try dims(index)
    guard given.count == 1 || given.count == count else {
      throw LoopError.value("expected \(count) sizes, got \(given.count)")
    }
    return given.count == 1 ? [Int](repeating: given[0], count: count) : given
  }
}

extension Value {
  var module: (any Module)? {
    if case .object(let object) = self { (object as? ModuleObject)?.module } else { nil }
  }

  var loss: LossObject? {
    if case .object(let object) = self { object as? LossObject } else { nil }
  }

  var optimizer: OptimizerObject? {
    if case .object(let object) = self { object as? OptimizerObject } else { nil }
  }
}
