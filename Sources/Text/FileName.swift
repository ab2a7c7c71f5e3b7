extension StringProtocol {
  /// Part of a file's name: letters and digits, and a dash for all else, as for what would lead to
  /// another folder.
  public var asFileName: String {
    String(prefix(60).map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }
}
