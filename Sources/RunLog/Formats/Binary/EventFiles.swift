import Foundation
import Run
import SwiftProtobuf

/// Reads a TensorBoard event file: scalars by tag, histograms as their least, mean and greatest
/// value, and the hyper-parameters as settings.
struct EventFileReader {
  private var records = TFRecords()
  private var start: Double?
  private var waiting: Record?
  private var hasRun = false

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [LogItem] {
    records.add(bytes)
    var items: [LogItem] = []
    while let data = records.next() {
      guard let event = try? Tensorboard_Event(serializedBytes: data) else { continue }
      if !hasRun {
        hasRun = true
        items.append(.run(name: nil))
      }
      if start == nil { start = event.wallTime }
      for value in event.summary.value { add(value, event, &items) }
    }
    return items
  }

  mutating func rest() -> [LogItem] {
    var items: [LogItem] = []
    flush(&items)
    return items
  }

  mutating func end() -> [LogItem] {
    var items: [LogItem] = []
    flush(&items)
    if hasRun { items.append(.end(.finished)) }
    return items
  }

  private mutating func add(
    _ value: Tensorboard_Summary.Value, _ event: Tensorboard_Event, _ items: inout [LogItem]
  ) {
    if value.metadata.pluginData.pluginName == "hparams" {
      items += Self.settings(value.metadata.pluginData.content)
      return
    }
    for number in Self.numbers(value) {
      let isNext =
        waiting.map { record in
          record.step != Int(event.step) || record.values.contains { $0.name == number.name }
        } ?? true
      if isNext {
        flush(&items)
        waiting = Record(step: Int(event.step), seconds: event.wallTime - (start ?? 0))
      }
      // Lightning and others write the epoch among the numbers.
      if Self.isEpoch(number.name) { waiting?.epoch = number.number }
      waiting?.values.append(number)
    }
  }

  /// Numbers of one step are one record, though each is written apart.
  private mutating func flush(_ items: inout [LogItem]) {
    guard var record = waiting else { return }
    waiting = nil
    record.values.removeAll { Self.isEpoch($0.name) }
    if record.values.isEmpty { return }
    items.append(.record(record, epoch: record.epoch))
  }

  private static func isEpoch(_ name: String) -> Bool {
    SeriesWords.epochKeys.contains(name.lowercased())
  }

  private static func numbers(_ value: Tensorboard_Summary.Value) -> [Record.Value] {
    switch value.value {
    case .simpleValue(let number): [Record.Value(value.tag, shortest(number))]
    case .histo(let histogram):
      [
        Record.Value("\(value.tag)/min", histogram.min),
        Record.Value("\(value.tag)/mean", histogram.num > 0 ? histogram.sum / histogram.num : .nan),
        Record.Value("\(value.tag)/max", histogram.max),
      ]
    case .tensor(let tensor): number(tensor).map { [Record.Value(value.tag, $0)] } ?? []
    case nil: []
    }
  }

  /// The one number of a tensor, as Keras writes scalars; nil for a larger one.
  private static func number(_ tensor: Tensorboard_TensorProto) -> Double? {
    let bytes = Array(tensor.tensorContent)
    func bits() -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    switch (tensor.dtype, bytes.count) {
    case (1, 4): return shortest(Float(bitPattern: UInt32(truncatingIfNeeded: bits())))
    case (2, 8): return Double(bitPattern: bits())
    case (3, 4): return Double(Int32(truncatingIfNeeded: bits()))
    case (9, 8): return Double(Int64(bitPattern: bits()))
    default: break
    }
    if tensor.floatVal.count == 1 { return shortest(tensor.floatVal[0]) }
    if tensor.doubleVal.count == 1 { return tensor.doubleVal[0] }
    if tensor.intVal.count == 1 { return Double(tensor.intVal[0]) }
    return tensor.int64Val.count == 1 ? Double(tensor.int64Val[0]) : nil
  }

  /// The number a person would read: 0.1 for the 32-bit number nearest to it.
  private static func shortest(_ number: Float) -> Double {
    Numbers.read("\(number)") ?? Double(number)
  }

  private static func settings(_ content: some SwiftProtobufContiguousBytes) -> [LogItem] {
    guard let data = try? Tensorboard_HParamsPluginData(serializedBytes: content) else { return [] }
    return data.sessionStartInfo.hparams.sorted { $0.key < $1.key }.map { name, value in
      let text =
        switch value.kind {
        case .numberValue(let number): JSON.number(number).plainText
        case .stringValue(let text): text
        case .boolValue(let isTrue): "\(isTrue)"
        case nil: ""
        }
      return .setting(name: name, value: text)
    }
  }
}

/// Writes scalars as a TensorBoard event file.
public struct EventFileWriter {
  public init() {}

  /// What a file begins with; `time` is in seconds since 1970.
  public func head(time: Double) throws -> [UInt8] {
    var event = Tensorboard_Event()
    event.wallTime = time
    event.fileVersion = "brain.Event:2"
    return TFRecords.frame(try event.serializedBytes())
  }

  /// A record's values; `epoch` is written beside them, as Lightning does.
  public func bytes(for record: Record, epoch: Double?, step: Int, time: Double) throws -> [UInt8] {
    var event = Tensorboard_Event()
    event.wallTime = time
    event.step = Int64(step)
    var values = record.values
    if let epoch { values.append(Record.Value("epoch", epoch)) }
    event.summary.value = values.map { one in
      var value = Tensorboard_Summary.Value()
      value.tag = one.name
      value.simpleValue = Float(one.number)
      return value
    }
    return TFRecords.frame(try event.serializedBytes())
  }
}
