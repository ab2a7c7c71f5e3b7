/// What one process of a program that runs as several, as under `torchrun`, did last.
public struct RankReading: Sendable, Equatable {
  public enum State: String, Sendable, Equatable { case running, ended, failed, lost }

  public var rank: Int
  /// Optimiser steps so far.
  public var step: Int
  /// The mean of its last losses; nil before the first.
  public var loss: Double?
  /// Seconds that a step takes.
  public var stepSeconds: Double?
  /// Seconds of a step before `backward()`: what a rank spends by itself, while in `backward()` each
  /// waits for the slowest.
  public var forwardSeconds: Double?
  public var state: State

  public init(
    rank: Int, step: Int = 0, loss: Double? = nil, stepSeconds: Double? = nil,
    forwardSeconds: Double? = nil, state: State = .running
  ) {
    self.rank = rank
    self.step = step
    self.loss = loss
    self.stepSeconds = stepSeconds
    self.forwardSeconds = forwardSeconds
    self.state = state
  }
}

/// The ranks of a program, and the one that differs from the others.
public struct RankTable: Sendable, Equatable {
  /// In the order of their numbers.
  public private(set) var readings: [RankReading] = []

  public init() {}

  public func has(_ rank: Int) -> Bool { readings.contains { $0.rank == rank } }

  public mutating func take(_ reading: RankReading) {
    let index = readings.firstIndex { $0.rank >= reading.rank } ?? readings.endIndex
    if index < readings.endIndex, readings[index].rank == reading.rank {
      readings[index] = reading
    } else {
      readings.insert(reading, at: index)
    }
  }

  /// What sets one rank apart.
  public struct Difference: Sendable, Equatable {
    public enum Kind: Sendable, Equatable { case failure, loss, speed }
    public let rank: Int
    public let kind: Kind
    /// `rank 2 is slow: 0.31 s before backward(), the others 0.12 s`
    public let text: String
  }

  /// The rank that differs, for the reason that matters most; nil where all do alike.
  public var difference: Difference? { readings.count < 2 ? nil : failure ?? loss ?? speed }

  private var failure: Difference? {
    let alike = Set(readings.map(\.state))
    guard alike.count > 1,
      let reading = readings.first(where: { $0.state == .failed })
        ?? readings.first(where: { $0.state == .lost })
    else { return nil }
    let what = reading.state == .failed ? "raised" : "ended without a word"
    return Difference(
      rank: reading.rank, kind: .failure,
      text: "rank \(reading.rank) \(what) at step \(reading.step)")
  }

  /// Each rank has data of its own: only a loss far from all the others' says something.
  private var loss: Difference? {
    let measured = readings.compactMap { reading in
      reading.loss.map { (rank: reading.rank, value: $0) }
    }
    let finite = measured.filter(\.value.isFinite)
    if let broken = measured.first(where: { !$0.value.isFinite }), !finite.isEmpty {
      return Difference(
        rank: broken.rank, kind: .loss,
        text: "the loss of rank \(broken.rank) is \(broken.value), that of the others is finite")
    }
    // Of two it cannot be told which one is off.
    guard finite.count > 2, finite.count == measured.count else { return nil }
    let middle = Self.median(finite.map(\.value))
    let spread = Self.median(finite.map { abs($0.value - middle) })
    guard let far = finite.max(by: { abs($0.value - middle) < abs($1.value - middle) }) else {
      return nil
    }
    let distance = abs(far.value - middle)
    guard distance > 8 * spread, distance > abs(middle) / 2 else { return nil }
    return Difference(
      rank: far.rank, kind: .loss,
      text: "the loss of rank \(far.rank) is \(Self.text(far.value)), that of the others "
        + Self.text(middle))
  }

  /// The first steps say nothing of those to come.
  private static let warm = 10

  private var speed: Difference? {
    let timed = readings.filter { $0.step >= Self.warm && $0.state != .failed }.compactMap {
      reading in
      reading.forwardSeconds.map { (rank: reading.rank, seconds: $0) }
    }
    guard timed.count > 1, let slowest = timed.max(by: { $0.seconds < $1.seconds }) else {
      return nil
    }
    let others = Self.median(timed.filter { $0.rank != slowest.rank }.map(\.seconds))
    let step = readings.first { $0.rank == slowest.rank }?.stepSeconds ?? slowest.seconds
    // Below that the wait is too short to matter.
    guard slowest.seconds > 2 * others, slowest.seconds - others > step / 5 else { return nil }
    return Difference(
      rank: slowest.rank, kind: .speed,
      text: "rank \(slowest.rank) is slow: \(Self.text(slowest.seconds)) s before backward(), "
        + "the others \(Self.text(others)) s")
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Three digits, as a person says a number.
  static func text(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 100, scale < 1e12 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
