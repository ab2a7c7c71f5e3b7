import Run
import SwiftProtobuf

/// Reads the log that a W&B run keeps on disk, `run-….wandb`: blocks of pieces of records, as
/// LevelDB writes them, with a message in each.
struct WandBReader {
  private var buffer: [UInt8] = []
  private var start = 0
  /// Bytes before the buffer's start; blocks are counted from the file's.
  private var offset = 0
  private var message: [UInt8] = []
  private var hasRun = false
  private var hasExit = false
  private static let block = 32768
  /// `:W&B`, two bytes that tell it from LevelDB's own files, and the version.
  private static let head = 7

  static func isBeginning(_ bytes: [UInt8]) -> Bool { bytes.starts(with: ":W&B".utf8) }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    buffer.removeFirst(start)
    offset += start
    start = 0
    buffer += bytes
    if offset == 0, start == 0 {
      guard buffer.count >= Self.head else { return [] }
      start = Self.head
    }
    var items: [LogItem] = []
    while let data = next() {
      guard let record = try? Wandb_Record(serializedBytes: data) else { continue }
      add(record, &items)
    }
    return items
  }

  mutating func end() -> [LogItem] { hasRun && !hasExit ? [.end(.interrupted)] : [] }

  /// The next complete message.
  private mutating func next() -> [UInt8]? {
    while true {
      let left = Self.block - (offset + start) % Self.block
      if left < 7 {
        // Too little for a piece's head.
        guard buffer.count >= start + left else { return nil }
        start += left
      }
      guard buffer.count >= start + 7 else { return nil }
      let length = Int(buffer[start + 4]) | Int(buffer[start + 5]) << 8
      let kind = buffer[start + 6]
      guard buffer.count >= start + 7 + length else { return nil }
      let piece = buffer[(start + 7)..<(start + 7 + length)]
      start += 7 + length
      switch kind {
      case 1: return Array(piece)
      case 2: message = Array(piece)
      case 3: message += piece
      case 4: return message + piece
      default: continue
      }
    }
  }

  private mutating func add(_ record: Wandb_Record, _ items: inout [LogItem]) {
    switch record.recordType {
    case .run(let run):
      if !hasRun {
        hasRun = true
        let name = run.displayName.isEmpty ? run.runID : run.displayName
        items.append(.run(name: name.isEmpty ? nil : name))
      }
      items += Self.settings(run.config)
    case .config(let config): items += Self.settings(config)
    case .history(let history):
      if !hasRun {
        hasRun = true
        items.append(.run(name: nil))
      }
      if let record = Self.record(history) { items.append(.record(record, epoch: record.epoch)) }
    case .exit(let exit):
      hasExit = true
      items.append(.end(exit.exitCode == 0 ? .finished : .failed))
    case nil: break
    }
  }

  private static func name(_ key: String, _ nested: [String]) -> String {
    nested.isEmpty ? key : nested.joined(separator: "/")
  }

  private static func json(_ text: String) -> JSON? {
    Array(text.utf8).withUnsafeBufferPointer { JSONBytes.value($0) }
  }

  private static func settings(_ config: Wandb_ConfigRecord) -> [LogItem] {
    config.update.compactMap { item in
      let name = name(item.key, item.nestedKey)
      guard !name.hasPrefix("_wandb"), let value = json(item.valueJson) else { return nil }
      return .setting(name: name, value: value.plainText)
    }
  }

  private static func value(_ item: Wandb_HistoryItem) -> JSON? {
    switch item.value {
    case .integer(let number): .number(Double(number))
    case .number(let number): .number(number)
    case .json(let text): json(text)
    case .boolean, .text: nil
    case nil: json(item.valueJson)
    }
  }

  private static func record(_ history: Wandb_HistoryRecord) -> Record? {
    var reading = Reading()
    reading.step = history.hasStep ? Double(history.step.num) : nil
    for item in history.item {
      let name = name(item.key, item.nestedKey)
      guard let value = value(item) else { continue }
      if name == "_step" { reading.step = value.asNumber ?? reading.step }
      if let number = value.asNumber {
        reading.add(key: name, number)
      } else if value["_type"] == nil {
        value.eachNumber(name) { reading.add(key: $0, $1) }
      }
    }
    guard !reading.values.isEmpty else { return nil }
    return Record(
      epoch: reading.epoch, step: reading.step.flatMap { Int(exactly: $0) },
      seconds: reading.seconds, values: reading.values.map { Record.Value($0.name, $0.number) })
  }
}
