import Foundation
import Run
import Testing

@testable import RunLog

@Suite struct RunReaderTests {
  /// What came before the damage counts, and the damage is said.
  @Test(arguments: [1, 60, 400])
  func aPackedLogThatIsDamaged(_ tail: Int) throws {
    let text = (1...400).map { "epoch \($0) loss \(1 / Double($0))\n" }.joined()
    var packed = try gzip(Array(text.utf8))
    for index in packed.count - tail..<packed.count { packed[index] ^= 0x5a }
    var reader = RunReader()
    let items = packed.withUnsafeBufferPointer { reader.read($0) } + reader.end()
    let said = items.compactMap { if case .message(let text) = $0 { text } else { nil } }
    #expect(said.count == 1 && said[0].hasPrefix("the file cannot be unpacked any further: "))
    let points = items.filter { $0.values != nil }.count
    #expect(tail < 60 ? points == 400 : points < 400)
  }

  private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-n", "-c"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(Data(bytes))
    try input.fileHandleForWriting.close()
    defer { process.waitUntilExit() }
    return [UInt8](try output.fileHandleForReading.readToEnd() ?? Data())
  }
}
