/// How the arguments of a call stand, worked out once for a place in the text.
///
/// Arguments lie one after the other in the order in which they are written: first the positional
/// ones, then those with a name. Bound to a signature, a layout also says where each parameter's
/// argument lies, or what stands for it, so that a call builds no dictionary.
final class Layout {
  static let missing = -1

  let positional: Int
  let keywords: [String]
  /// For each parameter the place of its argument, or `missing`.
  let places: [Int]
  let defaults: [Value]
  /// The parameter that takes further positional arguments, where they begin and how many they are.
  let star: (parameter: Int, start: Int, count: Int)?
  let failure: LoopError?
  /// Whether the call does not fit its signature.
  let isWrong: Bool
  let signature: Signature?
  /// What the call's messages name.
  let name: String
  /// Whether the first argument is the object itself, which PyTorch does not count.
  let isMethod: Bool

  /// What this call is for the signature it last met: the callee of a place is mostly the same.
  private var bound: Layout?

  var count: Int { positional + keywords.count }

  /// This call as `signature` takes it.
  func bound(to signature: Signature, _ name: String, isMethod: Bool = false) -> Layout {
    if let bound, bound.signature === signature { return bound }
    let made = signature.layout(for: self, of: name, isMethod: isMethod)
    bound = made
    return made
  }

  init(positional: Int, keywords: [String] = []) {
    self.positional = positional
    self.keywords = keywords
    (places, defaults, star, failure, signature, name) = ([], [], nil, nil, nil, "")
    (isWrong, isMethod) = (false, false)
  }

  init(
    positional: Int, keywords: [String], places: [Int], defaults: [Value],
    star: (parameter: Int, start: Int, count: Int)?, failure: LoopError?, signature: Signature,
    name: String, isMethod: Bool
  ) {
    self.positional = positional
    self.keywords = keywords
    self.places = places
    self.defaults = defaults
    self.star = star
    self.failure = failure
    isWrong = failure != nil
    self.signature = signature
    self.name = name
    self.isMethod = isMethod
  }

  /// What the call raises when it does not fit.
  var wrong: LoopError { failure ?? .type("\(name)() got wrong arguments") }

  /// The same call with one positional argument more in front: a method's own object.
  func withReceiver() -> Layout { Layout(positional: positional + 1, keywords: keywords) }
}
