/// The folder `Presets` as it was when the program was built.
///
/// Its files have paths as those on a disk have, under a folder that no disk holds, so that whoever
/// takes paths takes these.
public enum ShippedFiles {
  public static let folder = "/(built in)/Presets"

  private static let texts = Dictionary(
    uniqueKeysWithValues: EmbeddedFiles.all.map { ("\(folder)/\($0.path)", $0.text) })

  /// The text of a file; nil where the path is none of them.
  public static func text(at path: String) -> String? {
    // Most paths are a person's own, and need no table.
    path.hasPrefix(folder) ? texts[path] : nil
  }

  /// The paths of all files, sorted.
  public static var paths: [String] { texts.keys.sorted() }
}

#if UNSHIPPED
  /// What the plugin makes, where its tool cannot be built (Package.swift, `isFuzzed`).
  private enum EmbeddedFiles { static let all: [(path: String, text: String)] = [] }
#endif
