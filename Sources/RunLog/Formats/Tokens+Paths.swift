// What is passed over whole: paths, clock times, and where a logger was called.

extension Scanner {
  private static let endings: Set<String> = [
    "ckpt", "pt", "pth", "h5", "hdf5", "keras", "py", "json", "txt", "csv", "bin", "pkl", "npz",
    "npy", "onnx", "safetensors", "tar", "gz", "zip", "log", "yaml", "yml", "jpg", "png", "cpp",
    "cc", "model", "index", "weights", "ipynb", "jsonl", "html", "pickle",
  ]

  mutating func skipPathOrClock() -> Bool {
    var end = position
    while end < bytes.count, bytes[end] > 0x20 { end += 1 }
    let chunk = bytes[position..<end]
    guard chunk.count > 2 else { return false }
    if isClock(chunk) || isShortDate(chunk) || isPlaceInCode(chunk) {
      tokens.append(.clock)
      // `[2022-06-26 21:43:39,073]Epoch: 1`
      let bracket = chunk.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? end
      position = bracket < end && isLetter(bytes[bracket]) ? bracket : end
      // Glog glues `]` to the next word with a blank, and bars follow the clock.
      return true
    }
    guard chunk.contains(where: isLetter) else { return false }
    let isRooted =
      [UInt8(ascii: "/"), UInt8(ascii: "~")].contains(chunk.first)
      && isLetter(byte(1)) || chunk.starts(with: "./".utf8) || chunk.starts(with: "../".utf8)
    guard chunk.contains(UInt8(ascii: ".")) || chunk.contains(UInt8(ascii: "/")) else {
      return false
    }
    guard isRooted || hasScheme(chunk) || hasEnding(chunk) else { return false }
    tokens.append(.junk)
    position = end
    return true
  }

  /// `https://…`
  private func hasScheme(_ chunk: ArraySlice<UInt8>) -> Bool {
    chunk.indices.dropLast(2).contains { index in
      bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == UInt8(ascii: "/")
        && bytes[index + 2] == UInt8(ascii: "/")
    }
  }

  /// Whether a chunk ends as files do, but for what a sentence puts around it: `'model.pt'.`
  private func hasEnding(_ chunk: ArraySlice<UInt8>) -> Bool {
    let around = "'\"`,;:.()[]{}!".utf8
    var bare = chunk.drop(while: around.contains)
    while let last = bare.last, around.contains(last) { bare.removeLast() }
    let path = bare.prefix { $0 != UInt8(ascii: ":") }
    guard bare.contains(UInt8(ascii: ".")) else { return false }
    let start = path.lastIndex(of: UInt8(ascii: ".")).map { $0 + 1 } ?? path.startIndex
    return Self.endings.contains(String(decoding: path[start...], as: UTF8.self))
  }

  /// `[06/12` before a time of day.
  private func isShortDate(_ chunk: ArraySlice<UInt8>) -> Bool {
    let body = chunk.drop { $0 == UInt8(ascii: "[") }
    guard body.count == 5, body.endIndex + 6 < bytes.count else { return false }
    let slash = body[body.startIndex + 2]
    return (slash == UInt8(ascii: "/") || slash == UInt8(ascii: "-"))
      && isClock(bytes[(body.endIndex + 1)..<(body.endIndex + 6)])
  }

  /// `yolox.core.trainer:after_iter:246`: where a logger was called.
  private func isPlaceInCode(_ chunk: ArraySlice<UInt8>) -> Bool {
    guard chunk.contains(UInt8(ascii: ":")) else { return false }
    let parts = chunk.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    if parts.count == 2, parts[0].reversed().starts(with: "[line".utf8.reversed()) { return true }
    guard parts.count == 3, parts[2].allSatisfy(isDigit), !parts[2].isEmpty else { return false }
    return parts[..<2].allSatisfy { part in
      !part.isEmpty && part.contains(where: isLetter)
        && part.allSatisfy { isLetter($0) || isDigit($0) || ".<>".utf8.contains($0) }
    }
  }

  /// `12:30:01`, `[2024-01-01`, `0:00:05,`, `00:05<01:10`.
  private func isClock(_ chunk: ArraySlice<UInt8>) -> Bool {
    let body = chunk.drop { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "(") }
    guard let first = body.first, isDigit(first) else { return false }
    let digits = body.prefix { isDigit($0) }
    let rest = body[digits.endIndex...]
    guard let mark = rest.first, rest.count > 2 else { return false }
    let after = rest.dropFirst().prefix { isDigit($0) }
    if mark == UInt8(ascii: ":") { return digits.count <= 3 && after.count == 2 }
    let isDash = mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/")
    let behind = rest.dropFirst(1 + after.count)
    guard isDash, after.count == 2 || after.count == 1, behind.first == mark else { return false }
    // `2022-05-09`, and `05/09/2022`
    return digits.count == 4 && after.count == 2
      || digits.count <= 2 && behind.dropFirst().prefix { isDigit($0) }.count == 4
  }
}
