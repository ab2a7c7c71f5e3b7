import Foundation
import Shipped

/// A file that a person names, or one that was shipped: a data set, a preset.
///
/// Foundation's `contents(atPath:)` and `String(contentsOf:)` lose a page of memory when the file is
/// empty or shorter than it said; a file handle does not.
struct DataFile {
  let path: String

  /// No preset and no loop is longer; what has no end, as `/dev/zero`, is not read for ever.
  private static let longestText = 16 << 20

  var exists: Bool {
    ShippedFiles.text(at: path) != nil || FileManager.default.fileExists(atPath: path)
  }

  /// Bytes that the file takes; nil where there is none.
  var size: Int? {
    if let text = ShippedFiles.text(at: path) { return text.utf8.count }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue
  }

  /// The names of the YAML files in a folder, without their ending, sorted; nil where it cannot be
  /// read.
  static func yamlNames(in folder: String) -> [String]? {
    let files: [String]?
    if folder.hasPrefix(ShippedFiles.folder) {
      files = ShippedFiles.paths.filter { $0.hasPrefix(folder + "/") }
        .map { String($0.dropFirst(folder.count + 1)) }.filter { !$0.contains("/") }
    } else {
      files = try? FileManager.default.contentsOfDirectory(atPath: folder)
    }
    return files?.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The whole file. Throws when there is none, or it cannot be read (a folder, no permission).
  func bytes() throws -> Data {
    try expectReadable()
    return try read(upTo: .max)
  }

  private func read(upTo most: Int) throws -> Data {
    if let text = ShippedFiles.text(at: path) { return Data(text.utf8) }
    guard FileManager.default.fileExists(atPath: path) else {
      throw ExperimentError.notFound("no such file: \(path)", suggestion: nil)
    }
    guard let file = FileHandle(forReadingAtPath: path),
      let data = try? (most == .max ? file.readToEnd() : file.read(upToCount: most)) ?? Data()
    else { throw malformed("cannot be read") }
    return data
  }

  /// Throws for a path with no file, or with something that is none.
  func expectReadable() throws {
    guard ShippedFiles.text(at: path) == nil else { return }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ExperimentError.notFound("no such file: \(path)", suggestion: nil)
    }
    let kind =
      try? FileManager.default.attributesOfItem(
        atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)[.type]
      as? FileAttributeType
    guard !isFolder.boolValue, kind == .typeRegular else {
      throw malformed("cannot be read: it is no plain file", line: 1)
    }
  }

  /// The whole file as UTF-8 text, which may come through a pipe.
  func text() throws -> String {
    let data = try read(upTo: Self.longestText + 1)
    guard data.count <= Self.longestText else {
      throw malformed("cannot be read: it is over 16 MB")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw malformed("cannot be read as UTF-8 text")
    }
    return text
  }

  func malformed(_ message: String, line: Int? = nil) -> ExperimentError {
    .malformed(file: path, line: line, message: message)
  }
}
