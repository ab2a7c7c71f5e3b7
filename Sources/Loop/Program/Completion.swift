extension Machine {
  /// The words that may stand where the last word of `text` has been begun, sorted.
  ///
  /// Behind a point they are the attributes of what stands before it, as far as a name holds something
  /// or the library knows it; otherwise those of tensors, which most values are.
  public func names(completing text: String) -> [String] {
    var path: [String] = [""]
    for scalar in text.unicodeScalars.reversed() {
      if isNamePart(scalar) {
        path[0].unicodeScalars.insert(scalar, at: path[0].unicodeScalars.startIndex)
      } else if scalar == "." {
        path.insert("", at: 0)
      } else {
        // Behind a bracket or a quote stands an expression that is not looked into.
        if path.count > 1, path[0].isEmpty { path[0] = ")" }
        break
      }
    }
    guard let begun = path.popLast() else { return [] }
    let words = path.isEmpty ? allNames : attributes(behind: path)
    return Set(words).filter { $0.hasPrefix(begun) && (!$0.hasPrefix("_") || begun.hasPrefix("_")) }
      .sorted()
  }

  private var allNames: [String] {
    let bound = names.all.indices.filter { !globals[$0].isUnbound }.map { names.all[$0] }
    return bound + Library.builtins.entries.keys + Library.known.keys + Library.tqdm.entries.keys
      + keywords.subtracting(Self.leftOutWords)
  }

  private static let leftOutWords: Set<String> = [
    "async", "await", "class", "except", "finally", "global", "nonlocal", "try", "yield",
  ]

  private func attributes(behind path: [String]) -> [String] {
    var value = self[path[0]] ?? Library.builtin(path[0])?.value(self)
    for name in path.dropFirst() {
      guard let object = value else { break }
      // Looked up, not called: an attribute of ours has no effect.
      value = try? attribute(object, name)
    }
    return value.map { attributeNames(of: $0) } ?? Library.tensor.names
  }
}
