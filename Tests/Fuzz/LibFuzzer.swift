import Foundation

// What libFuzzer calls. One program has all targets; the environment says which one runs.

private let chosen: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    fatalError("FUZZ_TARGET must be one of: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
  }
  return target
}()

/// Without a target, lists them all: the name, the longest input, and where inputs begin.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> CInt {
  guard ProcessInfo.processInfo.environment["FUZZ_TARGET"] == nil else { return 0 }
  for target in FuzzTarget.all {
    print(([target.name, "\(target.longest)"] + target.corpus.map(\.path)).joined(separator: " "))
  }
  exit(0)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try chosen.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    fatalError("an input must be read, or be an error for a person: \(error)")
  }
  return 0
}
