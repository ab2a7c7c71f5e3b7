import Autograd
import Files

extension DataSource.Kind {
  /// Pictures and labels in MNIST's files, plain or packed by gzip.
  ///
  /// A row is [1, height, width], bytes divided by 255.
  static let idx = DataSource.Kind(
    options: ["images", "labels", "test_images", "test_labels", "limit", "test_limit"]
  ) { fields, context in
    func path(_ key: String) throws -> String {
      context.path(try fields.required(key).string())
    }
    func pair(_ images: String, _ labels: String, _ limit: String) throws -> LabelledPictures {
      try LabelledPictures(
        images: path(images), labels: path(labels), limit: fields.optional(limit)?.positiveInt())
    }
    let train = try pair("images", "labels", "limit")
    let test = try pair("test_images", "test_labels", "test_limit")
    guard train.shape == test.shape else {
      throw ExperimentError.malformed(
        file: test.imagePath, line: nil,
        message: "pictures are \(test.shape), those to train on \(train.shape)")
    }
    let classes = Int(max(train.labels.max() ?? 0, test.labels.max() ?? 0)) + 1
    return DataSource(
      name: "idx", classNames: (0..<classes).map(String.init), trainCount: train.labels.count,
      testCount: test.labels.count, inputShape: [1] + train.shape,
      make: { _ in
        let (xTrain, yTrain) = try train.tensors()
        let (xTest, yTest) = try test.tensors()
        return DataSet(xTrain: xTrain, yTrain: yTrain, xTest: xTest, yTest: yTest)
      },
      python: {
        [
          "import gzip", "", "def read_idx(path):", "    data = open(path, \"rb\").read()",
          "    if data[:2] == b\"\\x1f\\x8b\":", "        data = gzip.decompress(data)",
          "    start = 4 + 4 * data[3]",
          "    shape = [int.from_bytes(data[i:i + 4], \"big\") for i in range(4, start, 4)]",
          "    return torch.frombuffer(bytearray(data[start:]), dtype=torch.uint8).reshape(shape)",
          "",
        ] + train.python("train") + test.python("test")
      })
  }
}

/// Pictures and their labels, as bytes.
struct LabelledPictures: Sendable {
  let imagePath: String
  let labelPath: String
  /// Height and width.
  let shape: [Int]
  let pixels: ArraySlice<UInt8>
  let labels: ArraySlice<UInt8>

  /// Reads both files and keeps their first `limit` rows.
  init(images: String, labels: String, limit: Int?) throws {
    let (pictures, classes) = (try IDXFile(path: images), try IDXFile(path: labels))
    guard pictures.sizes.count == 3 else {
      throw pictures.malformed("expected pictures in 3 dimensions, found \(pictures.sizes)")
    }
    guard classes.sizes.count == 1 else {
      throw classes.malformed("expected labels in 1 dimension, found \(classes.sizes)")
    }
    guard pictures.sizes[0] == classes.sizes[0] else {
      throw classes.malformed(
        "\(classes.sizes[0]) labels for \(pictures.sizes[0]) pictures in \(images)")
    }
    let rows = min(pictures.sizes[0], limit ?? .max)
    guard rows > 0, pictures.sizes[1] > 0, pictures.sizes[2] > 0 else {
      throw pictures.malformed("holds no pictures")
    }
    shape = Array(pictures.sizes.dropFirst())
    pixels = pictures.values.prefix(rows * shape[0] * shape[1])
    self.labels = classes.values.prefix(rows)
    (imagePath, labelPath) = (images, labels)
  }

  func tensors() throws -> (Tensor, Tensor) {
    (
      try Tensor(pixels.map { Float($0) / 255 }, shape: [labels.count, 1] + shape),
      try Tensor(labels.map { Int($0) })
    )
  }

  func python(_ part: String) -> [String] {
    [
      "X_\(part) = read_idx(\(pythonString(imagePath)))[:\(labels.count)].float().unsqueeze(1) / 255",
      "y_\(part) = read_idx(\(pythonString(labelPath)))[:\(labels.count)].long()",
    ]
  }
}

/// A file of bytes in MNIST's format: two zeros, the type, the number of dimensions, their sizes as
/// big-endian 32-bit numbers, the values.
struct IDXFile: Sendable {
  let path: String
  let sizes: [Int]
  let values: ArraySlice<UInt8>

  /// Reads and checks the file, unpacking it when it is a gzip file.
  init(path: String) throws {
    func malformed(_ message: String) -> ExperimentError {
      DataFile(path: path).malformed(message)
    }
    var bytes = [UInt8](try DataFile(path: path).bytes())
    if Gunzip.isGzip(bytes) {
      do {
        bytes = try Gunzip.unpacked(bytes)
      } catch let damage as Gunzip.Damage {
        throw malformed("cannot be unpacked: \(damage.message)")
      }
    }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      throw malformed("not an IDX file: it must begin with two zero bytes")
    }
    guard bytes[2] == 8 else {
      throw malformed("values of type \(bytes[2]); expected unsigned bytes, type 8")
    }
    let start = 4 + 4 * Int(bytes[3])
    guard bytes[3] > 0, bytes.count >= start else { throw malformed("the header is cut") }
    let sizes = stride(from: 4, to: start, by: 4).map { at in
      bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let found = bytes.count - start
    // Multiplied with care: sizes are whatever the file says.
    let expected = sizes.reduce(Int?(1)) { product, size in
      product.flatMap { value in
        let (next, overflow) = value.multipliedReportingOverflow(by: size)
        return overflow ? nil : next
      }
    }
    guard expected == found else {
      throw malformed("its sizes \(sizes) do not fit the \(found) bytes that follow")
    }
    self.path = path
    self.sizes = sizes
    values = bytes[start...]
  }

  func malformed(_ message: String) -> ExperimentError {
    .malformed(file: path, line: nil, message: message)
  }
}
