import Autograd
import Foundation
import Training

extension FuzzTarget {
  /// What `--resume` reads: tensors in the safetensors format, and the JSON beside them.
  static let checkpoint = FuzzTarget(
    name: "checkpoint", seeds: ["Tests/Conformance/goldens/torch.safetensors"]
  ) { bytes in
    do {
      let tensors = try Safetensors.decode(Data(bytes))
      _ = try Safetensors.decode(Safetensors.encode(tensors))
    } catch is Safetensors.FormatError {
    }
    do {
      _ = try Checkpoint.State(json: Data(bytes)).json()
    } catch is CheckpointError {
    }
    try readHeader(bytes)
  }
}

/// The bytes as a header whose length is right, before as many bytes as it may want.
private func readHeader(_ bytes: [UInt8]) throws {
  let text = bytes.drop { $0 != UInt8(ascii: "{") }
  guard !text.isEmpty else { return }
  var length = UInt64(text.count).littleEndian
  for size in [0, 4, 64] {
    do {
      _ = try Safetensors.decode(Data(bytes: &length, count: 8) + Data(text) + Data(count: size))
    } catch is Safetensors.FormatError {
    }
  }
}
