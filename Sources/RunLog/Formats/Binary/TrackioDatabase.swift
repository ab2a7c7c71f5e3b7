import CSQLite
import Run

/// Reads trackio's runs out of the database of a project.
public struct TrackioDatabase {
  /// What keeps a database from being read.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  private let database: Database

  /// Whether a file is a database, by its first bytes.
  public static func isBeginning(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: "SQLite format 3\0".utf8)
  }

  public init(path: String) throws(Failure) { database = try Database(path: path) }

  /// Hands on the items of one run after another.
  public func read(_ body: ([LogItem]) throws -> Void) throws {
    let runs = try database.rows(
      """
      SELECT run_name, min(id) FROM metrics GROUP BY run_name ORDER BY min(id)
      """
    ) { $0.text(0) }
    let settings = (try? self.settings()) ?? [:]
    for run in runs {
      try body([.run(name: run)] + (settings[run] ?? []))
      let records = try database.rows(
        """
        SELECT step, metrics, (julianday(timestamp) - julianday((SELECT min(timestamp) FROM metrics \
        WHERE run_name = ?1))) * 86400 FROM metrics WHERE run_name = ?1 ORDER BY id
        """, run
      ) { Self.record(step: $0.number(0), metrics: $0.text(1), seconds: $0.number(2)) }
      try body(records.compactMap { $0 }.map { .record($0, epoch: $0.epoch) })
      try body([.end(.finished)])
    }
  }

  private func settings() throws -> [String: [LogItem]] {
    let rows = try database.rows("SELECT run_name, config FROM configs ORDER BY id") {
      ($0.text(0), $0.text(1))
    }
    var settings: [String: [LogItem]] = [:]
    for (run, config) in rows {
      guard case .object(let fields)? = Self.json(config) else { continue }
      // Names with an underscore are trackio's own.
      settings[run] = fields.filter { !$0.0.hasPrefix("_") }.map {
        .setting(name: $0, value: $1.plainText)
      }
    }
    return settings
  }

  private static func json(_ text: String) -> JSON? {
    Array(text.utf8).withUnsafeBufferPointer { JSONBytes.value($0) }
  }

  private static func record(step: Double, metrics: String, seconds: Double) -> Record? {
    guard let value = json(metrics) else { return nil }
    var reading = Reading()
    reading.step = step
    value.eachNumber { reading.add(key: $0, $1) }
    return Record(
      epoch: reading.epoch, step: Int(exactly: step), seconds: seconds,
      values: reading.values.map { Record.Value($0.name, $0.number) })
  }
}

/// A database that is only read.
private final class Database {
  private let handle: OpaquePointer

  init(path: String) throws(TrackioDatabase.Failure) {
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY, nil)
    guard status == SQLITE_OK, let opened else {
      sqlite3_close(opened)
      throw TrackioDatabase.Failure(description: String(cString: sqlite3_errstr(status)))
    }
    handle = opened
  }

  deinit { sqlite3_close(handle) }

  struct Row {
    fileprivate let statement: OpaquePointer

    func text(_ column: Int32) -> String {
      sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
    }

    func number(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  }

  /// What `body` makes of each row; `argument` stands for `?1`.
  func rows<Value>(
    _ query: String, _ argument: String? = nil, _ body: (Row) -> Value
  ) throws -> [Value] {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v2(handle, query, -1, &prepared, nil) == SQLITE_OK, let prepared else {
      throw TrackioDatabase.Failure(description: String(cString: sqlite3_errmsg(handle)))
    }
    defer { sqlite3_finalize(prepared) }
    if let argument { csqlite_bind_text(prepared, 1, argument) }
    var values: [Value] = []
    while true {
      switch sqlite3_step(prepared) {
      case SQLITE_ROW: values.append(body(Row(statement: prepared)))
      case SQLITE_DONE: return values
      default: throw TrackioDatabase.Failure(description: String(cString: sqlite3_errmsg(handle)))
      }
    }
  }
}
