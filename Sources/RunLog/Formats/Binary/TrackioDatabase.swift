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
    for run in try runs() {
      var place = Place()
      try body(items(of: run, from: &place))
      try body([.end(.finished)])
    }
  }

  /// The names of the runs, in the order in which they began.
  public func runs() throws -> [String] {
    try database.rows(
      "SELECT run_name, min(id) FROM metrics GROUP BY run_name ORDER BY min(id)"
    ) { $0.text(0) }
  }

  /// How far a run has been read.
  public struct Place: Sendable {
    fileprivate var row = 0.0
    public init() {}
  }

  /// What a run holds after a place, which moves on; from its beginning, its name and settings as well.
  public func items(of run: String, from place: inout Place) throws -> [LogItem] {
    let isBeginning = place.row == 0
    let rows = try database.rows(
      """
      SELECT id, step, metrics, (julianday(timestamp) - julianday((SELECT min(timestamp) FROM metrics \
      WHERE run_name = ?1))) * 86400 FROM metrics WHERE run_name = ?1 AND id > ?2 ORDER BY id
      """, run, place.row
    ) {
      (
        id: $0.number(0),
        record: Self.record(step: $0.number(1), metrics: $0.text(2), seconds: $0.number(3))
      )
    }
    place.row = rows.last?.id ?? place.row
    let head = isBeginning ? [.run(name: run)] + ((try? settings(of: run)) ?? []) : []
    return head + rows.compactMap { row in row.record.map { .record($0, epoch: $0.epoch) } }
  }

  private func settings(of run: String) throws -> [LogItem] {
    let configs = try database.rows(
      "SELECT config FROM configs WHERE run_name = ?1 ORDER BY id", run
    ) { $0.text(0) }
    guard case .object(let fields)? = configs.last.flatMap(Self.json) else { return [] }
    // Names with an underscore are trackio's own.
    return fields.filter { !$0.0.hasPrefix("_") }.map {
      .setting(name: $0, value: $1.plainText)
    }
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
    // The program that writes it holds it for moments.
    sqlite3_busy_timeout(handle, 1000)
  }

  deinit { sqlite3_close(handle) }

  struct Row {
    fileprivate let statement: OpaquePointer

    func text(_ column: Int32) -> String {
      sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
    }

    func number(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  }

  /// What `body` makes of each row; `name` stands for `?1`, `number` for `?2`.
  func rows<Value>(
    _ query: String, _ name: String? = nil, _ number: Double? = nil, _ body: (Row) -> Value
  ) throws -> [Value] {
    var prepared: OpaquePointer?
    guard sqlite3_prepare_v2(handle, query, -1, &prepared, nil) == SQLITE_OK, let prepared else {
      throw TrackioDatabase.Failure(description: String(cString: sqlite3_errmsg(handle)))
    }
    defer { sqlite3_finalize(prepared) }
    if let name { csqlite_bind_text(prepared, 1, name) }
    if let number { sqlite3_bind_double(prepared, 2, number) }
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
