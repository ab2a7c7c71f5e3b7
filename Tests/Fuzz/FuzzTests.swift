import Foundation
import Testing

/// For some seconds, what `.ci/fuzz` does for hours: every input that is kept, then changed ones.
///
/// A trap ends all tests at once; the input that did it is left in the temporary folder, in
/// `descent-fuzz/<target>`.
@Suite struct FuzzTests {
  static let seconds = Double(ProcessInfo.processInfo.environment["FUZZ_SECONDS"] ?? "") ?? 5
  /// Seconds of processor for one input. (libFuzzer, with optimised code, allows one.)
  static let longest = 4.0

  @Test(arguments: FuzzTarget.all)
  func inputsBreakNothing(_ target: FuzzTarget) throws {
    let corpus = Self.inputs(target)
    #expect(!corpus.isEmpty)
    let record = try LastInput(target.name)
    let watchdog = DispatchWorkItem {
      fatalError("\(target.name) hangs on the input in \(record.path)")
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.seconds + 120, execute: watchdog)
    defer { watchdog.cancel() }
    for input in corpus { try expectSound(target, input, record) }
    var mutator = Mutator(seed: 42)
    let end = Date(timeIntervalSinceNow: Self.seconds)
    var count = 0
    while Date() < end {
      try expectSound(target, mutator.input(of: corpus, longest: target.longest), record)
      count += 1
    }
    #expect(count > 20, "only \(count) inputs in \(Self.seconds) seconds")
    record.remove()
  }

  private func expectSound(_ target: FuzzTarget, _ input: [UInt8], _ record: LastInput) throws {
    record.write(input)
    let start = Self.processorSeconds
    #expect(throws: Never.self) { try target.run(input) }
    let seconds = Self.processorSeconds - start
    #expect(seconds < Self.longest, "\(seconds) seconds for \(record.path)")
  }

  /// What this thread has had of a processor, however many tests share it.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What an input may be too long for is read at its beginning.
  static func inputs(_ target: FuzzTarget) -> [[UInt8]] {
    target.corpus.flatMap { place -> [URL] in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
        return []
      }
      guard isFolder.boolValue else { return [place] }
      return FileManager.default.subpaths(atPath: place.path)?.sorted()
        .map { place.appending(path: $0) }.filter { !$0.hasDirectoryPath } ?? []
    }
    .compactMap { try? Data(contentsOf: $0) }
    .map { Array($0.prefix(target.longest)) }
  }
}

extension FuzzTarget: CustomTestStringConvertible {
  var testDescription: String { name }
}

/// The input that is being read, in a file, for when it ends the process.
private struct LastInput {
  let path: String
  private let file: Int32

  init(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "descent-fuzz")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: name).path
    file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
  }

  func write(_ bytes: [UInt8]) {
    ftruncate(file, 0)
    pwrite(file, bytes, bytes.count, 0)
  }

  func remove() {
    close(file)
    unlink(path)
  }
}
