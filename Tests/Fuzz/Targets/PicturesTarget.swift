import Files

@testable import Autograd
@testable import Training

extension FuzzTarget {
  /// Pictures in MNIST's format, plain or packed by gzip, with as many labels.
  static let pictures = FuzzTarget(name: "pictures") { bytes in
    let images = try pictureScratch.write(bytes, "images")
    let count = ((try? IDXFile(path: images))?.sizes.first).map { min($0, 1 << 12) } ?? 3
    let head: [UInt8] = [0, 0, 8, 1, 0, 0, UInt8(count >> 8), UInt8(count & 255)]
    let labels = try pictureScratch.write(head + (0..<count).map { UInt8($0 % 3) }, "labels")
    // And what was to be pictures as labels.
    for (images, labels) in [(images, labels), (images, images)] {
      let yaml = """
        data: {kind: idx, images: \(images), labels: \(labels), test_images: \(images), \
        test_labels: \(labels), limit: 40}
        model: [flatten, linear: out]
        """
      do {
        try MachineMemory.$assumed.withValue(FuzzLimits.memory) {
          try tryOut(Experiment(yaml: yaml, file: pictureScratch.folder + "/p.yaml"), of: bytes)
        }
      } catch is ExperimentError {
      }
    }
  }
}

private let pictureScratch = Scratch("pictures")
