/// The cells of one line as libcsv splits it, without blanks around them and with their quotes taken
/// off; nil for a line with a quote that is out of place or never closed.
package func csvCells(of line: [UInt8], separator: UInt8) -> [[UInt8]]? {
  let sink = LineCells()
  let parser = CellParser(separator: separator, sink)
  guard line.withUnsafeBytes(parser.read), parser.end() else { return nil }
  return sink.cells
}

private final class LineCells: CellSink {
  private(set) var cells: [[UInt8]] = []

  override func cell(_ bytes: UnsafeBufferPointer<UInt8>) { cells.append(Array(bytes)) }
}
