import Foundation

/// The Python files of the probe, as they were when Descent was built.
public enum ProbeFiles {
  public struct File: Sendable, Equatable {
    /// Where it lies in the folder that stands on `PYTHONPATH`.
    public let path: String
    public let text: String
  }

  /// What a program needs on its `PYTHONPATH`: `sitecustomize.py` and the package.
  public static let all: [File] = {
    let folder = "Python/"
    return EmbeddedFiles.all.filter { $0.path.hasPrefix(folder) }
      .map { File(path: String($0.path.dropFirst(folder.count)), text: $0.text) }
  }()

  /// Writes the files into a folder that exists and holds none of them.
  public static func write(to folder: URL) throws {
    for file in all {
      let place = folder.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      // Foundation's way of writing waits for the disk at every file, a fifth of a second in all.
      let descriptor = open(place.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try handle.write(contentsOf: Data(file.text.utf8))
    }
  }
}
