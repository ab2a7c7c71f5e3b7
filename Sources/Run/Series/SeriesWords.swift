/// The one table of known spellings: what a name or a word in it stands for.
///
/// A series is called what the program prints. Only where a line says apart from the name what its
/// numbers were measured on (`Test set: Average loss`, `train | loss`), the name gets the prefix
/// `train/` or `test/`.
package enum SeriesWords {
  package static let training: Set<String> = ["train", "training", "trn", "训练"]
  package static let testing: Set<String> = [
    "test", "testing", "val", "valid", "validation", "validating", "validate", "vali", "eval",
    "evaluation",
    "evaluating", "dev", "验证", "测试",
  ]

  /// The epoch, as a word before a number.
  package static let epochs: Set<String> = [
    "epoch", "ep", "epochs", "epoch_num", "epoch_idx", "epoch_id", "epoch_no", "epoch_i",
    "current_epoch", "cur_epoch", "轮次", "轮", "周期", "época", "epoche", "époque", "epoka", "эпоха",
    "эпохи", "эпоху", "エポック", "에포크",
  ]
  /// The step within an epoch or within the run.
  package static let steps: Set<String> = [
    "step", "steps", "timestep", "timesteps", "iter", "iters", "iteration", "iterations", "itr",
    "batch", "batches",
    "minibatch", "mini-batch", "global_step", "globalstep", "update", "updates", "num_updates",
    "batch_idx", "batch_id", "batch_i", "idx", "trial", "interval", "episode", "episodes", "round",
    "generation", "sample", "迭代", "步", "步数", "批次",
    "イテレーション", "ステップ", "스텝",
  ]
  /// With one of these before it, `epoch` is not the epoch that the line is about.
  package static let countWords: Set<String> = [
    "best", "total", "num", "number", "max", "n", "last", "per", "early", "every", "warmup", "each",
    "one", "time", "taken", "duration",
  ]

  /// Keys of objects and heads of columns that say where a record stands.
  package static let epochKeys: Set<String> = [
    "epoch", "trainer/epoch", "train/epoch", "epochs", "ep",
  ]
  package static let stepKeys: Set<String> = [
    "step", "_step", "global_step", "trainer/global_step", "train/global_step", "iteration",
    "iter", "iterations", "num_updates", "round", "batch", "episode",
  ]
  package static let secondsKeys: Set<String> = [
    "seconds", "_runtime", "elapsed_seconds", "passed_time",
  ]
  /// What says nothing about training: version numbers, the clock.
  package static let unread: Set<String> = [
    "v_num", "eta", "remaining_time", "_timestamp", "timestamp", "rank", "local_rank", "pid",
    "seed", "progress", "fold", "k-fold", "network", "gpu", "n_gpu", "cuda", "params", "phase",
    "gflops", "rank_id", "id", "loss_weight", "loss weight", "unnamed: 0",
  ]

  /// Whether a printed name is of something that says nothing about training, a threshold among them.
  package static func isUnread(_ name: String) -> Bool {
    let name = name.lowercased()
    return unread.contains(name) || name.hasSuffix("thre") || name.hasSuffix("threshold")
  }

  /// Whether a name is that of the learning rate, and of nothing beside it.
  package static func isRate(_ name: String) -> Bool {
    let pieces = pieces(name.lowercased()).filter { !["current", "new", "the"].contains($0) }
    return pieces == ["lr"] || pieces == ["learning", "rate"]
  }

  private static let metrics: Set<String> = [
    "acc", "accu", "accuracy", "accuracies", "error", "err", "f1", "auc", "auroc", "roc", "ppl",
    "perplexity", "mae", "mse", "rmse", "mape", "r2", "bleu", "rouge", "precision", "recall",
    "iou", "miou", "dice", "map", "ap", "psnr", "ssim", "fid", "wer", "cer", "reward", "rewards",
    "score", "kl", "elbo", "nll", "bce", "cost", "kappa", "mcc", "top1", "top5", "ndcg", "hits",
    "correct", "cross", "entropy", "likelihood", "l1", "l2", "rmsle", "learn", "mlm",
  ]
  private static let metricParts: [StaticString] = [
    "loss", "accuracy", "损失", "准确率", "精度", "误差", "召回率",
  ]

  /// Whether a name is of something that is measured while training.
  package static func isMetric(_ name: String) -> Bool {
    let whole = name
    var name = name.lowercased()
    let hasPart = name.withUTF8 { bytes in metricParts.contains { find($0, in: bytes) } }
    if hasPart { return true }
    return pieces(name).contains { metrics.contains($0) }
      || lastHump(of: whole).map(metrics.contains) ?? false
  }

  /// `recall` of `MaxRecall`.
  private static func lastHump(of name: String) -> String? {
    guard let start = name.lastIndex(where: \.isUppercase), start > name.startIndex,
      name[name.index(before: start)].isLowercase
    else { return nil }
    return name[start...].lowercased()
  }

  /// By bytes: to search strings took a sixth of reading a printed log.
  private static func find(_ part: StaticString, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    part.withUTF8Buffer { part in
      bytes.count >= part.count
        && (0...bytes.count - part.count).contains { bytes[$0...].starts(with: part) }
    }
  }

  /// The word of a name that says which data it was measured on: `val` in `val_loss`.
  package static func part(_ name: String) -> String? {
    let name = name.lowercased()
    return pieces(name).first { part(ofWord: $0) != nil } ?? prefixes.first { name.hasPrefix($0) }
  }

  /// The part of the data that a word stands for.
  package static func part(ofWord word: String) -> SeriesName.Part? {
    training.contains(word) ? .train : testing.contains(word) ? .test : nil
  }

  /// Words for a part of the data that stand without a space before what they speak of.
  static let prefixes = ["训练", "验证", "测试"]

  /// Other spellings of a quantity.
  static let spellings = ["acc": "accuracy", "accu": "accuracy", "准确率": "accuracy", "损失": "loss"]

  private static let growing: Set<String> = [
    "acc", "accu", "accuracy", "f1", "auc", "auroc", "map", "ap", "precision", "recall", "iou",
    "miou", "dice", "bleu", "rouge", "psnr", "ssim", "reward", "rewards", "return", "score",
    "r2", "ndcg", "hits", "top1", "top5", "correct", "kappa", "mcc", "map50", "epoch", "wps",
    "ups", "aucpr", "auprc", "aupr", "fb1", "rew", "explained", "准确率", "精度",
  ]

  /// Words of distances and of what is negated: `FID score`, `negative log likelihood`.
  private static let shrinking: Set<String> = ["fid", "nll", "negative"]

  /// Whether larger numbers of a series are better.
  package static func grows(_ name: String) -> Bool {
    let name = name.lowercased()
    if name.contains("loss") || name.contains("损失") { return false }
    let pieces = pieces(name)
    if !shrinking.isDisjoint(with: pieces) { return false }
    return name.contains("acc") || name.contains("likelihood") || name.contains("准确率")
      || pieces.contains { growing.contains($0) || $0.hasPrefix("map50") }
  }

  /// The words and numbers that a name is made of.
  package static func pieces(_ name: String) -> [String] {
    var name = name
    let plain = name.withUTF8 { bytes -> [String]? in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      return bytes.split { !($0 | 0x20 &- 0x61 < 26 || $0 &- 0x30 < 10) }
        .map { String(decoding: $0, as: UTF8.self) }
    }
    return plain ?? name.split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }
}
