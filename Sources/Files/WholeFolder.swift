import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of files that are written together: who reads it sees the old ones or the new ones.
///
/// A new folder is made beside its place and changed for the old one in one call of the system.
public struct WholeFolder: Sendable {
  public let path: String
  /// What it may hold; a folder with anything else in it is none of ours.
  public let names: Set<String>

  /// Where `path` is a symbolic link to a folder, that folder is meant.
  public init(path: String, names: Set<String>) {
    let real = realpath(path, nil)
    defer { free(real) }
    self.path = real.map { String(cString: $0) } ?? path
    self.names = names
  }

  /// Where the new folder is made.
  private var fresh: String { path + ".new" }
  /// Where the old one stands for a moment on systems that cannot exchange two folders.
  private var former: String { path + ".old" }

  /// The folder with the files: itself, or the old one if a process ended in that moment.
  public var current: String? {
    [path, former].first { access($0, F_OK) == 0 }
  }

  /// Names of what is in the folder that are not ours; nil when it is not there.
  public var strangers: [String]? { Self.entries(path)?.filter { !names.contains($0) } }

  /// Fails before any work is done when it cannot be written.
  public func expectWritable() throws(FileError) {
    do throws(Descriptor.Failure) {
      try makeParents()
      try expectFolder()
      remove(fresh)
      try made(mkdir(fresh, 0o777))
      rmdir(fresh)
    } catch {
      throw FileError(.write, path, code: error.code)
    }
  }

  /// Writes all the files; one that `files` lacks is not in the folder any more.
  public func write(_ files: [String: [UInt8]]) throws(FileError) {
    do throws(Descriptor.Failure) {
      remove(fresh)
      try made(mkdir(fresh, 0o777))
      do throws(Descriptor.Failure) {
        var written: [Descriptor] = []
        for (name, bytes) in files {
          let file = try Descriptor("\(fresh)/\(name)", O_WRONLY | O_CREAT | O_EXCL)
          try file.write(bytes)
          written.append(file)
        }
        // All at once: the first that waits for the disk waits for the others too.
        for file in written { try file.sync() }
        try Descriptor(fresh, O_RDONLY | O_DIRECTORY).sync()
        try replace()
      } catch {
        remove(fresh)
        throw error
      }
    } catch {
      throw FileError(.write, path, code: error.code)
    }
  }

  private func replace() throws(Descriptor.Failure) {
    // Works where there is none, or an empty one.
    if rename(fresh, path) == 0 { return }
    let failure = Descriptor.Failure(code: errno)
    guard access(path, F_OK) == 0 else { throw failure }
    try expectFolder()
    if cf_exchange(fresh, path) {
      remove(fresh)
      return
    }
    remove(former)
    try made(rename(path, former))
    try made(rename(fresh, path))
    remove(former)
  }

  /// What stands there already must be a folder: anything else is not ours to take away.
  private func expectFolder() throws(Descriptor.Failure) {
    var status = stat()
    if lstat(path, &status) == 0, !status.isFolder { throw Descriptor.Failure(code: ENOTDIR) }
  }

  /// Takes away a folder of ours; what else lies in it stays, and so does the folder then.
  private func remove(_ folder: String) {
    for name in names { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private func makeParents() throws(Descriptor.Failure) {
    for index in path.indices.dropFirst() where path[index] == "/" {
      if mkdir(String(path[..<index]), 0o777) != 0 && errno != EEXIST && errno != EISDIR {
        throw Descriptor.Failure(code: errno)
      }
    }
  }

  private func made(_ result: Int32) throws(Descriptor.Failure) {
    if result != 0 { throw Descriptor.Failure(code: errno) }
  }

  private static func entries(_ path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
