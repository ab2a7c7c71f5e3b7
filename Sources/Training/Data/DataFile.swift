import Foundation

/// A file that a person names: a data set, a preset.
///
/// Foundation's `contents(atPath:)` and `String(contentsOf:)` lose a page of memory when the file is
/// empty or shorter than it said; a file handle does not.
struct DataFile {
  let path: String

  /// The whole file. Throws when there is none, or it cannot be read (a folder, no permission).
  func bytes() throws -> Data {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ExperimentError.notFound("no such file: \(path)", suggestion: nil)
    }
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() ?? Data()
    else { throw malformed("cannot be read") }
    return data
  }

  /// Throws for a path with no file, or with something that is none.
  func expectReadable() throws {
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

  /// The whole file as UTF-8 text.
  func text() throws -> String {
    guard let text = String(data: try bytes(), encoding: .utf8) else {
      throw malformed("cannot be read as UTF-8 text")
    }
    return text
  }

  func malformed(_ message: String, line: Int? = nil) -> ExperimentError {
    .malformed(file: path, line: line, message: message)
  }
}
