/// What tells of a run without being a reading of it: callbacks, checkpoints, warnings, settings.
struct Callbacks: LineFormat {
  /// Lines with one of these are left out.
  private static let whole: [StaticString] = [
    "improved from", "did not improve", "decreased (", "increased (", "-->", "earlystopping",
    "early stopping", "reducelronplateau", "reducing learning rate", "adjusting learning rate",
    "restoring", "</", " reached ", "was not in top", "warning:", "warnings.warn", "deprecat",
    "namespace(", "loaded model", "loading model", "trainable params", "total params",
    "non-trainable", "lossscaler", "gradient overflow", "***** running", "batch size =",
    "model parameters", "using native", "checkpoints at", "num examples",
    "better model", "best value", "#metrics {", "solved in ", "shape = (",
    // The foot of a data frame: `[5 rows x 3 columns]`.
    " columns]",
  ]
  /// What follows one of these is left out.
  private static let tails: [StaticString] = [
    "saving", "saved", "save model", "checkpoint", "new best", "best model", " and parameters:",
    "best is trial", "exporting", "保存", "最佳模型", "mejor modelo", "cargando", "guardando",
    "melhor modelo", "salvando", "meilleur modèle", "лучшая модель", "сохран",
  ]

  /// Lines that begin so tell of what is read: `load epoch=2 model state`.
  private static let beginnings: [StaticString] = [
    "load ", "loading ", "loaded ", "resume ", "resuming ", "resumed ", "restore ", "restored ",
  ]

  private static func begins(_ text: LogLine) -> Bool {
    beginnings.contains { $0.withUTF8Buffer { text.bytes.starts(with: $0) } }
  }

  /// `(0): Linear(in_features=10, out_features=3)` of a printed network, an option of the command that
  /// was run, and what W&B says of itself.
  private static func isModule(_ text: LogLine) -> Bool {
    if text.bytes.starts(with: "wandb: ".utf8) { return true }
    if text.bytes.starts(with: "--".utf8), text.bytes.dropFirst(2).first.map({ $0 > 0x60 }) == true
    {
      return true
    }
    guard text.bytes.first == UInt8(ascii: "("), let colon = text.find("): "),
      let open = text.bytes[(colon + 3)...].firstIndex(of: UInt8(ascii: "("))
    else { return false }
    return !text.bytes[1..<colon].contains(0x20) && !text.bytes[(colon + 3)..<open].contains(0x20)
  }

  /// `Epoch 1, global step 8856: 'val_loss' reached 0.17903 (best 0.17903), saving model to …`
  private static func saved(_ line: LogLine) -> Reading? {
    guard let reached = line.find("' reached "), let open = line.find(": '"), open < reached,
      line.bytes.starts(with: "Epoch ".utf8)
    else { return nil }
    var reading = Fields.head(Array(line.bytes[..<open]), knowsPlace: line.knowsPlace)
    let rest = line.bytes[(reached + 10)...].prefix { $0 != 0x20 }
    guard let number = Numbers.read(String(decoding: rest, as: UTF8.self)) else { return nil }
    let name = String(decoding: line.bytes[(open + 3)..<reached], as: UTF8.self)
    (reading.step, reading.isOfSaving) = (nil, true)
    reading.values = [Reading.Value(name, number)]
    return reading
  }

  func read(_ line: LogLine) -> [LogPiece]? {
    if let saved = Self.saved(line) { return [.reading(saved)] }
    let lower = line.bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    let text = LogLine(lower)
    guard text.bytes.count == line.bytes.count else { return nil }
    // By bytes: to search a string for 40 words took three quarters of reading a printed log.
    if Self.whole.contains(where: { text.find($0) != nil }) || Self.isModule(text)
      || Self.begins(text)
    {
      return []
    }
    guard let length = Self.tails.compactMap({ text.find($0) }).min() else { return nil }
    let head = line.bytes.prefix(length)
    return Fields.read(Array(head), knowsPlace: line.knowsPlace).map { [.reading($0)] } ?? []
  }
}
