import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The probe's files in the user's cache, where they stay: Python keeps beside them what it has
/// compiled, which is most of what a program's start takes longer for.
struct KeptFolder {
  let url: URL
  /// What another build made so many seconds ago goes when this one makes its own.
  private static let longestKept: TimeInterval = 30 * 24 * 3600

  /// Finds the folder or makes it; nil where there can be none that only this user changes.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let cache = Self.cache(environment), Self.isOwn(cache) else { return nil }
    let home = cache.appendingPathComponent("descent/probe", isDirectory: true)
    url = home.appendingPathComponent(Self.fingerprint, isDirectory: true)
    if isWhole { return }
    do {
      try FileManager.default.createDirectory(
        at: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let made = try PrivateFolder(in: home.path)
      defer { made.remove() }
      try ProbeFiles.write(to: made.url)
      // Another Descent may have been quicker: then there is one, as good as ours.
      if rename(made.path, url.path) != 0, !isWhole {
        try FileManager.default.removeItem(at: url)
        guard rename(made.path, url.path) == 0 else { return nil }
      }
    } catch {
      return nil
    }
    Self.removeOld(in: home)
  }

  /// The folder goes onto a search path: it must be absolute, and without the colon that parts them.
  private static func cache(_ environment: [String: String]) -> URL? {
    func usable(_ path: String?) -> URL? {
      guard let path, path.hasPrefix("/"), !path.contains(":") else { return nil }
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    if let cache = environment["XDG_CACHE_HOME"], !cache.isEmpty { return usable(cache) }
    return usable(environment["HOME"])?.appendingPathComponent(".cache", isDirectory: true)
  }

  /// Whether it is this user's, or would be: under `sudo` the home may be another's.
  private static func isOwn(_ folder: URL) -> Bool {
    var (place, status) = (folder, stat())
    while lstat(place.path, &status) != 0, place.path != "/" { place.deleteLastPathComponent() }
    return stat(place.path, &status) == 0 && status.st_uid == geteuid()
  }

  /// Whether every file is there as it was written, and no other user can change one.
  private var isWhole: Bool {
    var status = stat()
    guard lstat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == geteuid(), status.st_mode & 0o022 == 0
    else { return false }
    return ProbeFiles.all.allSatisfy {
      FileManager.default.contents(atPath: url.appendingPathComponent($0.path).path)
        == Data($0.text.utf8)
    }
  }

  /// FNV-1a over all files: what another build wrote has another name.
  private static let fingerprint: String = {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for file in ProbeFiles.all {
      for byte in file.path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      for byte in file.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return String(hash, radix: 16)
  }()

  private static func removeOld(in home: URL) {
    let folders = try? FileManager.default.contentsOfDirectory(
      at: home, includingPropertiesForKeys: [.contentModificationDateKey])
    for folder in folders ?? [] {
      let made = try? folder.resourceValues(forKeys: [.contentModificationDateKey])
        .contentModificationDate
      if let made, made < Date() - longestKept { try? FileManager.default.removeItem(at: folder) }
    }
  }
}
