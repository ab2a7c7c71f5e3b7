import Autograd
import Foundation
import Run
import Testing

@testable import Training

/// MNIST's file format: read, and refused with the file's name.
@Suite struct IDXTests {
  /// A folder for one test, removed with it.
  final class Folder {
    let path: String
    init() throws {
      path =
        FileManager.default.temporaryDirectory.appendingPathComponent(
          "descent-\(UUID().uuidString)"
        ).path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
      let file = "\(path)/\(name)"
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      return file
    }
  }

  static let pictures: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<12).map { 20 * $0 }
  static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1]
  static let preset = """
    epochs: 2
    data:
      kind: idx
      images: pictures
      labels: labels
      test_images: pictures
      test_labels: labels
      limit: 2
    model:
      - flatten
      - linear: 2
    """

  @Test func picturesAreReadAndTrainedOn() throws {
    let folder = try Folder()
    _ = try folder.write("pictures", Self.pictures)
    _ = try folder.write("labels", Self.labels)
    let experiment = try Experiment(yaml: Self.preset, file: folder.path + "/p.yaml")
    let data = try LoopState(experiment: experiment).data
    #expect(data.xTrain.shape == [2, 1, 2, 2])
    #expect(data.xTest.shape == [3, 1, 2, 2])
    #expect(data.xTrain.values.map { ($0 * 255).rounded() } == [0, 20, 40, 60, 80, 100, 120, 140])
    #expect(data.yTest.values == [1, 0, 1])
    #expect(events(experiment).curve.count == 2)
  }

  /// What is wrong with a file, and what the message must say.
  static let wrong: [(bytes: [UInt8], message: String)] = [
    ([], "not an IDX file"), ([0, 0, 8], "not an IDX file"), ([1, 0, 8, 1], "not an IDX file"),
    ([0, 0, 13, 1, 0, 0, 0, 0], "values of type 13; expected unsigned bytes"),
    ([0, 0, 8, 3, 0, 0], "the header is cut"), ([0, 0, 8, 0], "the header is cut"),
    ([0, 0, 8, 1, 0, 0, 0, 4, 1, 2], "its sizes [4] do not fit the 2 bytes that follow"),
    ([0, 0, 8, 1, 0, 0, 0, 1, 1, 2], "its sizes [1] do not fit the 2 bytes that follow"),
    (
      [0, 0, 8, 3] + Array(repeating: 255, count: 12) + [1],
      "do not fit the 1 bytes that follow"
    ),
    ([0x1f, 0x8b, 8, 0], "cannot be unpacked: the end is missing"),
    ([0x1f, 0x8b, 9, 0], "cannot be unpacked: unknown compression method"),
    (Self.labels, "expected pictures in 3 dimensions, found [3]"),
    ([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2], "3 labels for 0 pictures"),
  ]

  @Test(arguments: wrong.indices)
  func malformedFilesAreRefusedByName(_ index: Int) throws {
    let folder = try Folder()
    _ = try folder.write("pictures", Self.wrong[index].bytes)
    _ = try folder.write("labels", Self.labels)
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(yaml: Self.preset, file: folder.path + "/p.yaml")
    }
    let text = "\(try #require(error))"
    #expect(text.contains(Self.wrong[index].message), "\(text)")
    #expect(text.hasPrefix(folder.path))
  }

  @Test func packedFilesAreUnpacked() throws {
    let folder = try Folder()
    // `gzip.compress` of the labels, as Python writes it.
    let packed = try #require(Data(base64Encoded: Self.packedLabels))
    let file = try IDXFile(path: folder.write("labels.gz", [UInt8](packed)))
    #expect(file.sizes == [3])
    #expect(Array(file.values) == [1, 0, 1])
  }

  static let packedLabels = "H4sIAAAAAAACA2Ng4GBkYGBgZmRgBAAl5oV4CwAAAA=="
}
