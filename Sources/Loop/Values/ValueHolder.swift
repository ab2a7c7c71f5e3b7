/// An object that may hold values, and be the last to do so.
open class ValueHolder {
  init() {}

  /// Gives its values away: it is about to be freed.
  func surrender(to pending: inout [Value]) {}
}

/// Lets go of what an object holds that is being freed.
///
/// A list in a list in a list… would be let go of in as many nested calls, and the stack ends
/// somewhere; here what only this place holds is emptied first.
func release(_ holder: ValueHolder) {
  var pending: [Value] = []
  holder.surrender(to: &pending)
  while !pending.isEmpty {
    var last = holderOfLast(pending)
    pending.removeLast()
    // Now nothing but `last` refers to what nobody else needs.
    if isKnownUniquelyReferenced(&last) { last?.surrender(to: &pending) }
  }
}

/// A function of its own, so that no copy of the value is left behind.
@inline(never)
private func holderOfLast(_ values: [Value]) -> ValueHolder? {
  switch values.last {
  case .list(let list): list
  case .tuple(let tuple): tuple
  case .dict(let dict): dict
  case .object(let object): object
  default: nil
  }
}

extension Value {
  /// Whether it may hold other values.
  var isHolder: Bool {
    switch self {
    case .list, .tuple, .dict, .object: true
    default: false
    }
  }
}
