#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is written at once: a picture, a file of tensors.
///
/// Who reads it sees the old one or the new one. It is written beside its place and put there, where
/// a regular file or nothing stands, and keeps the permissions of the old one; a symbolic link is
/// followed first. Into anything else, as a FIFO or a device, it is written as it is.
public enum WholeFile {
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FileError) {
    do throws(Descriptor.Failure) {
      switch try place(path) {
      case .new(let path): try replace(path, with: Array(bytes), like: nil)
      case .regular(let path, let status):
        try replace(path, with: Array(bytes), like: status)
      case .stream:
        try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC).write(Array(bytes))
      }
    } catch {
      throw FileError(.write, path, code: error.code)
    }
  }

  /// Fails before any work is done when the file cannot be made; what is there stays as it is.
  public static func expectWritable(_ path: String) throws(FileError) {
    do throws(Descriptor.Failure) {
      switch try place(path) {
      case .new(let path), .regular(let path, _):
        let fresh = fresh(path)
        _ = try Descriptor(fresh, O_WRONLY | O_CREAT | O_TRUNC)
        unlink(fresh)
      case .stream:
        guard access(path, W_OK) == 0 || errno == ENOENT else {
          throw Descriptor.Failure(code: errno)
        }
      }
    } catch {
      throw FileError(.write, path, code: error.code)
    }
  }

  /// What stands at a path.
  private enum Place {
    case new(String)
    case regular(String, stat)
    case stream
  }

  private static func place(_ path: String) throws(Descriptor.Failure) -> Place {
    if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return .stream }
    var status = stat()
    if lstat(path, &status) != 0 {
      guard errno == ENOENT else { throw Descriptor.Failure(code: errno) }
      return .new(path)
    }
    if status.isFolder { throw Descriptor.Failure(code: EISDIR) }
    if status.isLink {
      // The file that the link names; none yet, or no file, is opened through the link.
      guard stat(path, &status) == 0, status.isRegular, let real = realpath(path, nil) else {
        return .stream
      }
      defer { free(real) }
      let target = String(cString: real)
      return canReplace(target, status) ? .regular(target, status) : .stream
    }
    return canReplace(path, status) ? .regular(path, status) : .stream
  }

  /// Of a file with several names a new one would take only this; and beside a file whose folder is
  /// not ours to write none can be made.
  private static func canReplace(_ path: String, _ status: stat) -> Bool {
    let folder = parted(path).folder
    return status.isRegular && status.st_nlink == 1
      && access(folder.isEmpty ? "." : folder, W_OK) == 0
  }

  /// Beside the file, so that it is on the same file system; of this process alone.
  private static func fresh(_ path: String) -> String {
    let (folder, name) = parted(path)
    return "\(folder).\(name.prefix(200)).\(getpid())"
  }

  private static func parted(_ path: String) -> (folder: String, name: Substring) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return (String(folder), path[folder.endIndex...])
  }

  private static func replace(
    _ path: String, with bytes: [UInt8], like old: stat?
  ) throws(Descriptor.Failure) {
    if old != nil, access(path, W_OK) != 0 { throw Descriptor.Failure(code: errno) }
    let fresh = fresh(path)
    unlink(fresh)
    let file = try Descriptor(fresh, O_WRONLY | O_CREAT | O_EXCL)
    do throws(Descriptor.Failure) {
      if let old {
        _ = fchown(file.number, old.st_uid, old.st_gid)
        fchmod(file.number, old.st_mode & 0o7777)
      }
      try file.write(bytes)
      try file.sync()
      guard rename(fresh, path) == 0 else { throw Descriptor.Failure(code: errno) }
    } catch {
      unlink(fresh)
      throw error
    }
  }
}
