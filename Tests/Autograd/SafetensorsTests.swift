import Foundation
import Testing

@testable import Autograd

@Suite struct SafetensorsTests {
  /// Written by the real package (`Tests/Conformance/tensor_files.py`, which also reads ours).
  static let file = GoldenCase.folder.appendingPathComponent("torch.safetensors").path

  @Test func readsWhatTheRealPackageWrote() throws {
    let found = try Safetensors.read(Self.file)
    #expect(
      found.keys.sorted() == [
        "0.weight", "bool", "byte", "double", "empty", "int", "long", "scalar",
      ])
    #expect(found["0.weight"]?.shape == [3, 4])
    #expect(found["0.weight"]?.values == (0..<12).map { Double($0) / 8 })
    #expect(found["double"]?.values == [1e-300, -2.5])
    #expect(try found["long"]?.toArray(Int.self) == [1 << 40, -7])
    #expect(found["byte"]?.dtype == .uint8)
    #expect(found["bool"]?.values == [1, 0, 1])
    #expect(try found["scalar"]?.item() == 3.5)
    #expect(found["empty"]?.shape == [0, 4])
  }

  @Test func writesWhatItReads() throws {
    let first = try Safetensors.read(Self.file)
    let again = try Safetensors.decode(Safetensors.encode(first, metadata: ["format": "pt"]))
    #expect(again.keys.sorted() == first.keys.sorted())
    for (name, tensor) in first {
      #expect(again[name]?.dtype == tensor.dtype)
      #expect(again[name]?.shape == tensor.shape)
      #expect(again[name]?.values == tensor.values)
    }
  }

  static func bytes(_ header: String, body: Int = 0, length: UInt64? = nil) -> Data {
    var size = (length ?? UInt64(header.utf8.count)).littleEndian
    return Data(bytes: &size, count: 8) + Data(header.utf8) + Data(count: body)
  }

  /// Made when asked for: a static list of `Data` looks like a leak to the address sanitizer.
  static var broken: [Data] {
    [
      Data(), Data(count: 7), Data(count: 8), bytes("{}", length: 99), bytes("{}", length: .max),
      bytes("[1]"), bytes("{"), bytes("{\"a\":1}"),
      bytes(#"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}"#, body: 2),
      bytes(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, body: 4),
      bytes(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, body: 4),
      bytes(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, body: 8),
      bytes(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, body: 2),
      bytes(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, body: 4),
      bytes(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, body: 5),
      bytes(
        #"{"a":{"dtype":"U8","shape":[9223372036854775807,3],"data_offsets":[0,4]}}"#, body: 4),
      bytes(
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#,
        body: 3),
    ]
  }

  @Test(arguments: broken.indices)
  func refusesWhatTheFormatDoesNotAllow(_ index: Int) {
    #expect(throws: Safetensors.FormatError.self) { try Safetensors.decode(Self.broken[index]) }
  }
}
