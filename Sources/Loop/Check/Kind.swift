/// What is known of a value's type before anything runs.
enum Kind: Equatable {
  /// A name that the preset supplies, or an attribute of one: anything.
  case free
  /// Made by the text, of a type that is not certain.
  case unknown
  case result(ResultKind)
  case entry(EntryName)

  /// A module, function or type of the library.
  struct EntryName: Equatable {
    let entry: Entry
    let path: String
    static func == (a: EntryName, b: EntryName) -> Bool { a.path == b.path }
  }

  static let tensor = Kind.result(.tensor)

  /// What holds where either may be.
  func joined(_ other: Kind) -> Kind {
    if self == other { return self }
    // Nothing is known of a name that is `None` until something is assigned.
    if self == .result(.none) { return other == .free ? .free : .unknown }
    return self == .free || other == .free ? .free : .unknown
  }

  /// The table of the type's methods, where the type is certain.
  var table: Table? {
    guard case .result(let result) = self else { return nil }
    switch result {
    case .tensor: return Library.tensor
    case .string: return Library.string
    case .int, .bool: return Library.int
    case .float: return Library.float
    case .list: return Library.list
    case .tuple: return Library.tuple
    case .dict: return Library.dict
    case .set: return Library.set
    case .object(let kind):
      switch kind {
      case .module: return Library.module
      case .loss: return Library.loss
      case .optimizer: return Library.optimizer
      case .scheduler: return Library.ruleScheduler
      case .array: return Library.array
      case .device: return Library.device
      case .generator: return Library.randomSource
      case .dataset: return Library.dataset
      case .loader: return Library.loader
      case .scaler: return Library.scaler
      }
    case .none, .unknown: return nil
    }
  }

  var isNumber: Bool {
    self == .result(.int) || self == .result(.float) || self == .result(.bool)
  }
}
