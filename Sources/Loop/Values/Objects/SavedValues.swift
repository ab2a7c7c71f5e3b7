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

  static let kind = "saved values"
  override var keptKind: String? { Self.kind }

  /// What cannot be kept is only missed by a text that may load it again.
  override func kept(by keeper: Keeper, at path: String) throws -> KeptValue? {
    var fields: [String: KeptValue] = ["is announced": .bool(isAnnounced)]
    for (name, value) in values {
      do {
        fields["file " + name] = try keeper.keep(value, at: "saved.\(name)")
      } catch let error as KeepingError where !keeper.readsSaved {
        _ = error
      }
    }
    return .state(fields)
  }

  override func restore(_ kept: KeptValue, _ reader: KeptReader) throws {
    let fields = try kept.fields()
    if case .bool(let flag)? = fields["is announced"] { isAnnounced = flag }
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) where name.hasPrefix("file ") {
      values.append((String(name.dropFirst(5)), try reader.value(value)))
    }
  }

  func value(_ path: String) -> Value? { values.first { $0.path == path }?.value }
}
