/// What a run has saved, by path.
final class SavedValues: Object {
  private var values: [(path: String, value: Value)] = []
  private var isAnnounced = false
  /// A loop may save every epoch under a new name; the newest are kept.
  private static let limit = 8
  /// No name of a text has a blank.
  private static let name = "torch save"

  /// The machine's own, under a name that no text can bind.
  static func of(_ machine: Machine) -> SavedValues {
    if case .object(let object)? = machine[name], let saved = object as? SavedValues {
      return saved
    }
    let saved = SavedValues()
    machine[name] = .object(saved)
    return saved
  }

  func announce(_ machine: Machine) {
    guard !isAnnounced else { return }
    isAnnounced = true
    machine.host.print(
      "saving is left out: no file is written, and torch.load reads what this run saved\n")
  }

  func keep(_ value: Value?, under path: String) {
    values.removeAll { $0.path == path }
    guard let value else { return }
    values.append((path, value))
    if values.count > Self.limit { values.removeFirst() }
  }

  func value(_ path: String) -> Value? { values.first { $0.path == path }?.value }
}
