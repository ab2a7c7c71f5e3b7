import Run

/// The epochs as a table with a header line.
public struct CSVLog: LogFormat {
  public var every: Int
  private var hasHeader = false

  public init(every: Int = 1) { self.every = every }

  public mutating func lines(for event: TrainingEvent) -> [String] {
    guard case .epoch(let record) = event, record.epoch % every == 0 else { return [] }
    let values = [
      record.trainLoss, record.trainAccuracy, record.testLoss, record.testAccuracy,
      record.learningRate, record.seconds,
    ]
    let line = "\(record.epoch)," + values.map { "\($0)" }.joined(separator: ",")
    if hasHeader { return [line] }
    hasHeader = true
    let score = record.score == .r2 ? "r2" : "acc"
    return ["epoch,train_loss,train_\(score),test_loss,test_\(score),lr,seconds", line]
  }
}
