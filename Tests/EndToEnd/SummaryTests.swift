import Foundation
import Testing

/// `descent summary` and `descent convert`.
@Suite struct SummaryTests {
  private static let log = """
    Epoch: 1 | train_loss: 2.5 | test_acc: 20.5%
    Epoch: 2 | train_loss: 1.5 | test_acc: 40.25%

    """

  private static func run(_ command: [String], _ log: String = log) throws -> Program.Output {
    let folder = try Program.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("run.txt")
    try log.write(to: file, atomically: true, encoding: .utf8)
    return try Program.run(command.map { $0 == "FILE" ? file.path : $0 })
  }

  @Test func table() throws {
    let result = try Self.run(["summary", "FILE"])
    #expect(
      result.out == """
        run.txt  finished
          series      points  first    last    best  at
          train_loss       2    2.5     1.5     1.5  epoch 2
          test_acc         2  0.205  0.4025  0.4025  epoch 2


        """)
    #expect(result.status == 0 && result.err.isEmpty)
  }

  @Test func json() throws {
    let result = try Self.run(["summary", "FILE", "--format", "json"])
    #expect(
      result.out == #"{"runs":[{"name":"run.txt","status":"finished","series":["#
        + #"{"name":"train_loss","points":2,"first":2.5,"last":1.5,"best":1.5,"#
        + #""at":{"epoch":2,"step":null}},"#
        + #"{"name":"test_acc","points":2,"first":0.205,"last":0.4025,"best":0.4025,"#
        + #""at":{"epoch":2,"step":null}}]}]}"# + "\n")
  }

  @Test func failedRun() throws {
    let result = try Self.run(
      ["summary", "FILE"], Self.log + "Traceback (most recent call last):\nValueError: no\n")
    #expect(result.status == 1)
    #expect(result.out.contains("failed") && result.out.contains("ValueError: no"))
  }

  @Test func noSuchFile() throws {
    let result = try Program.run(["summary", "missing.txt"])
    #expect(result.status == 66 && result.err == "error: no such file: missing.txt\n")
  }

  @Test func noReadings() throws {
    let result = try Self.run(["summary", "FILE"], "EPOCHS: 279\n")
    #expect(result.status == 0 && result.err == "descent: run.txt: no readings\n")
  }

  @Test func csv() throws {
    let result = try Self.run(["convert", "FILE", "--to", "csv"])
    #expect(
      result.out == """
        epoch,step,seconds,train_loss,test_acc
        1,,,2.5,0.205
        2,,,1.5,0.4025

        """)
  }

  /// What goes to TensorBoard's format comes back from it.
  @Test func eventFiles() throws {
    let folder = try Program.scratch().appending(path: "events").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let result = try Self.run(["convert", "FILE", "--to", "tensorboard", "--output", folder])
    #expect(result.status == 0 && result.out.isEmpty && result.err.isEmpty)
    #expect(
      try Program.run(["summary", folder]).out == """
        events  finished
          series      points  first    last    best  at
          train_loss       2    2.5     1.5     1.5  epoch 2, step 2
          test_acc         2  0.205  0.4025  0.4025  epoch 2, step 2


        """)
  }

  /// A run's own event files say what its log says.
  @Test func eventFilesOfARun() throws {
    let folder = try Program.scratch().appending(path: "events").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let log = try Program.run(["log", "seed", "--epochs", "6", "--tensorboard", folder])
    let rows = try Program.run(["convert", folder, "--to", "csv"]).lines
    #expect(rows.count == 7)
    #expect(rows[0] == "epoch,step,seconds,train_loss,train_acc,test_loss,test_acc,lr")
    for (row, line) in zip(rows.dropFirst(), log.lines) {
      let cells = row.split(separator: ",").map { Double($0) ?? .nan }
      let values = cells[3...6].map { String(format: "%.4f", $0) }
      #expect(
        line == "Epoch:\(Int(cells[0])) | Train loss: \(values[0]) | Train acc: \(values[1])"
          + " | Test loss: \(values[2]) | Test acc: \(values[3])")
    }
  }
}
