import CCSV

/// Takes the cells of a table one after the other.
class CellSink {
  /// A cell without the blanks around it, unless these stood in quotes.
  func cell(_ bytes: UnsafeBufferPointer<UInt8>) {}
  func rowEnded() {}
  /// Whether nothing more is wanted.
  var isSated: Bool { false }
}

/// Splits bytes into cells and rows by libcsv: RFC 4180, strictly. Lines without a cell are left out.
final class CellParser {
  private let parser: UnsafeMutablePointer<csv_parser>
  private let sink: CellSink

  init(separator: UInt8, _ sink: CellSink) {
    self.sink = sink
    parser = .allocate(capacity: 1)
    // Fails for no options that there are.
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    csv_set_delim(parser, separator)
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
  }

  /// Reads on; false at a quote that is out of place.
  func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
    withContext {
      csv_parse(parser, bytes.baseAddress, bytes.count, cellEnded, rowEnded, $0) == bytes.count
    }
  }

  /// Ends the last row; false when it is within quotes.
  func end() -> Bool {
    withContext { csv_fini(parser, cellEnded, rowEnded, $0) == 0 }
  }

  /// Calls libcsv with the place of a reference to the sink, which stands there as long as the call.
  private func withContext(_ body: (UnsafeMutableRawPointer) -> Bool) -> Bool {
    var sink = sink
    return withUnsafeMutablePointer(to: &sink) { body($0) }
  }
}

// What libcsv calls; the context is the place of a reference to the sink.

private func cellEnded(
  _ text: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?
) {
  guard let context else { return }
  let start = text?.assumingMemoryBound(to: UInt8.self)
  context.assumingMemoryBound(to: CellSink.self).pointee
    .cell(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
}

private func rowEnded(_ last: Int32, _ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  context.assumingMemoryBound(to: CellSink.self).pointee.rowEnded()
}
