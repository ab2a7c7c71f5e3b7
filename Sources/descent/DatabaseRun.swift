import Foundation
import Run
import RunLog

/// A run of trackio's database, which is asked once a second for what has come to it.
struct DatabaseRun {
  let path: String
  let name: String
  private let follows: Bool
  private var place = TrackioDatabase.Place()
  private var nextTime = Date.distantPast
  /// What there is to say instead of a run.
  private var failure: String?
  private(set) var hasEnded = false

  /// With `follows` what the database holds is not the end of the run.
  init(path: String, name: String, follows: Bool) {
    self.path = path
    self.name = name
    self.follows = follows
  }

  init(path: String, failure: String) {
    self.init(path: path, name: "", follows: false)
    self.failure = failure
  }

  /// What has come since. A database that cannot be read now may be the next time.
  mutating func read() -> [LogItem] {
    guard Date.now >= nextTime else { return [] }
    nextTime = Date.now + 1
    hasEnded = !follows
    if let failure { return [.message(failure)] }
    let items = try? TrackioDatabase(path: path).items(of: name, from: &place)
    return (items ?? []) + (follows ? [] : [.end(.finished)])
  }
}
