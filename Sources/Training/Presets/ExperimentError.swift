import Run

/// What is wrong with a preset, its data, or an option, for a person to fix.
public enum ExperimentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file that is not there, with the nearest name there is.
  case notFound(String, suggestion: String?)
  /// A file that cannot be read as what it should be; `line` is 1-based.
  case malformed(file: String, line: Int?, message: String)
  /// A model that does not fit together.
  case model(String)
  /// A value out of its range.
  case invalid(String)

  public var description: String {
    switch self {
    case .notFound(let what, let suggestion):
      what + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    case .malformed(let file, let line, let message):
      "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
    case .model(let message), .invalid(let message): message
    }
  }
}

/// The candidate nearest to a mistyped name, nil when none is near.
public func nearestName(to name: String, among candidates: [String]) -> String? {
  if let short = shortNames[name.lowercased()], candidates.contains(short) { return short }
  // No name is that long, and to compare it would take longer and longer.
  guard name.utf8.count <= 64 else { return nil }
  let scored = candidates.map { ($0, editDistance(name, $0)) }
  guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(2, name.count / 3) else {
    return nil
  }
  return best.0
}

/// What people write for a name that is spelt quite otherwise here.
private let shortNames = [
  "learning_rate": "lr", "learningrate": "lr", "rate": "lr", "batch": "batch_size",
  "bs": "batch_size",
  "num_epochs": "epochs", "n_epochs": "epochs", "iterations": "epochs", "max_epochs": "epochs",
  "network": "model", "layers": "model", "architecture": "model", "criterion": "loss",
  "loss_fn": "loss", "optim": "optimizer", "opt": "optimizer", "lr_scheduler": "scheduler",
  "schedule": "scheduler", "dataset": "data", "early_stopping": "patience", "fc": "linear",
  "dense": "linear", "conv": "conv2d", "bn": "batch_norm", "clip": "clip_grad_norm",
  "max_norm": "clip_grad_norm", "path": "file", "target": "label",
]
