import Autograd
import Foundation
import Run
import Testing

@testable import Training

/// Rows and first epochs of every preset beside real PyTorch's run of its exported script
/// (`Tests/Conformance/exports.py --goldens`).
@Suite struct DataTests {
  struct Part: Decodable, Sendable {
    let shape: [Int]
    let first: [Double]
    let sum: Double
  }

  struct Golden: Decodable, Sendable {
    let preset: String
    let epochs: [[Double]]
    let xTrain: Part
    let yTrain: Part
    let xTest: Part
    let yTest: Part

    enum CodingKeys: String, CodingKey {
      case preset, epochs
      case xTrain = "X_train"
      case yTrain = "y_train"
      case xTest = "X_test"
      case yTest = "y_test"
    }
  }

  static let goldens: [String: Golden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Conformance/goldens/experiments.json")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let all = text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Golden.self, from: Data($0.utf8))
    }
    return Dictionary(all.map { ($0.preset, $0) }, uniquingKeysWith: { $1 })
  }()

  @Test func everyPresetHasItsGolden() {
    #expect(Self.goldens.keys.sorted() == PresetTests.folder.names)
  }

  @Test(arguments: goldens.keys.sorted())
  func rowsAreTorchs(_ name: String) throws {
    let golden = try #require(Self.goldens[name])
    let data = try LoopState(experiment: PresetTests.folder.load(name)).data
    let parts = [
      (data.xTrain, golden.xTrain), (data.yTrain, golden.yTrain), (data.xTest, golden.xTest),
      (data.yTest, golden.yTest),
    ]
    for (ours, torch) in parts {
      #expect(ours.shape == torch.shape)
      let values = ours.values
      for (a, b) in zip(values, torch.first) { #expect(abs(a - b) < 1e-6) }
      let sum = values.reduce(0, +)
      #expect(abs(sum - torch.sum) < 1e-6 * Double(values.count) + 1e-9)
    }
  }

  @Test(arguments: goldens.keys.sorted())
  func firstEpochsAreTorchs(_ name: String) throws {
    let golden = try #require(Self.goldens[name])
    let curve = try events(TrainerTests.experiment(name, epochs: golden.epochs.count)).curve
    #expect(curve.count == golden.epochs.count)
    for (ours, torch) in zip(curve, golden.epochs) {
      let numbers = [ours.trainLoss, ours.trainAccuracy, ours.testLoss, ours.testAccuracy]
      for (a, b) in zip(numbers, torch) {
        #expect(abs(a - b) < 0.5e-4, "epoch \(ours.epoch): \(numbers), PyTorch \(torch)")
      }
    }
  }
}
