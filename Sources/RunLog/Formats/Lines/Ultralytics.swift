/// The tables that YOLO draws, a head and a row an epoch, each row with a bar at its end:
///
///           Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
///             1/3      2.64G      1.206      1.496       1.27        199        640: 100%|███| 8/8 …
///                      Class     Images  Instances      Box(P          R      mAP50  mAP50-95): …
///                        all        128        929      0.653      0.539      0.615      0.456
struct Ultralytics: LineFormat {
  private var names: [String] = []
  private var measures: [String] = []
  /// The best model is measured once more, after the last epoch.
  private var isOver = false
  /// Columns that say nothing of how well the model does.
  private static let unread: Set<String> = ["Instances", "Size", "Images", "img_size", "labels"]

  mutating func read(_ line: LogLine) -> [LogPiece]? {
    // Before a head there is nothing to look at closer.
    guard !names.isEmpty || !measures.isEmpty || Self.mayBeHead(line) else { return nil }
    let cells = line.text.split(separator: " ").map(String.init)
    if line.bytes.starts(with: "Validating ".utf8) { isOver = true }
    guard cells.count > 4 else { return nil }
    if cells[0] == "Epoch", cells[1].lowercased() == "gpu_mem" {
      (names, isOver) = (cells, false)
      return []
    }
    if isOver, cells[0] == "all" || cells[0] == "Class" { return [] }
    if cells[0] == "Class", cells[1] == "Images" {
      // `Box(P`, and the last name ends the bracket before the bar.
      let head = cells.prefix { !$0.contains("%|") && !$0.hasSuffix("%") }
      measures = head.map { $0.replacing("Box(", with: "").filter { $0 != ")" && $0 != ":" } }
      // Where no line feed parts them, the row follows the bar.
      guard let row = cells.lastIndex(of: "all"), row > head.count else { return [] }
      return [.reading(Self.reading(measures, Array(cells[row...])))]
    }
    if cells[0] == "all", !measures.isEmpty { return [.reading(Self.reading(measures, cells))] }
    guard !names.isEmpty, let slash = cells[0].firstIndex(of: "/"),
      let epoch = Numbers.read(cells[0][..<slash])
    else { return nil }
    var reading = Self.reading(names, cells)
    reading.epoch = epoch
    reading.epochs = Numbers.read(cells[0][cells[0].index(after: slash)...])
    let isDone = line.find("100%") != nil || line.find("%|") == nil
    reading.bar = .init(
      title: "", done: isDone ? 1 : 0.5, total: 1, isRedrawn: line.isRedrawn)
    return [.reading(reading)]
  }

  private static func mayBeHead(_ line: LogLine) -> Bool {
    line.bytes.starts(with: "Class ".utf8)
      || line.bytes.starts(with: "Epoch ".utf8)
        && (line.find("GPU_mem") ?? line.find("gpu_mem")) != nil
  }

  private static func reading(_ names: [String], _ cells: [String]) -> Reading {
    var reading = Reading()
    for (name, cell) in zip(names, cells).dropFirst() where !unread.contains(name) {
      // `2.64G` is what the device holds.
      guard let number = Numbers.read(cell) else { continue }
      reading.values.append(Reading.Value(name, number))
    }
    return reading
  }
}
