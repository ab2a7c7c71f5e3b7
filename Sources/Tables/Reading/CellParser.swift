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
    withExtendedLifetime(sink) {
      csv_parse(parser, bytes.baseAddress, bytes.count, cellEnded, rowEnded, context)
        == bytes.count
    }
  }

  /// Ends the last row; false when it is within quotes.
  func end() -> Bool {
    withExtendedLifetime(sink) { csv_fini(parser, cellEnded, rowEnded, context) == 0 }
  }

  private var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(sink).toOpaque() }
}

// What libcsv calls; the context is the sink, which outlives the call.

private func cellEnded(
  _ text: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?
) {
  guard let context else { return }
  let start = text?.assumingMemoryBound(to: UInt8.self)
  // Without counting references: there are tens of millions of cells.
  Unmanaged<CellSink>.fromOpaque(context)._withUnsafeGuaranteedRef {
    $0.cell(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  }
}

private func rowEnded(_ last: Int32, _ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<CellSink>.fromOpaque(context).takeUnretainedValue().rowEnded()
}
