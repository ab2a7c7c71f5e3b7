/// A bug as a reader shows it.
public struct BugInfo: Sendable, Equatable {
  public var id: String
  public var title: String
  /// Raises an error, or trains wrongly without a word.
  public var raises: Bool
  /// False for what people take for a mistake and is none.
  public var isFault: Bool
  public var explanation: String
  /// Why the bug cannot be switched on with this preset; nil when it can.
  public var unavailable: String?

  public init(
    id: String, title: String, raises: Bool, isFault: Bool = true, explanation: String = "",
    unavailable: String? = nil
  ) {
    self.id = id
    self.title = title
    self.raises = raises
    self.isFault = isFault
    self.explanation = explanation
    self.unavailable = unavailable
  }
}

extension BugInfo {
  /// What is to be expected, in a word: `raises`, `silent`, `harmless`.
  public var kind: String { !isFault ? "harmless" : raises ? "raises" : "silent" }

  /// What a person has written into the loop: a bug like any other once there is something.
  public static let editedByHand = BugInfo(
    id: "edit", title: "edited by hand", raises: false,
    explanation: "What was written into the loop while it trained.")
}

/// A bug went on or off.
public struct BugSwitch: Sendable, Equatable, Codable {
  public var id: String
  public var isOn: Bool
  /// The epoch in which it takes effect.
  public var epoch: Int

  public init(id: String, isOn: Bool, epoch: Int) {
    self.id = id
    self.isOn = isOn
    self.epoch = epoch
  }
}
