#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What this machine, and this process on it, can hold. All in bytes.
public enum MachineMemory {
  /// Of the whole machine.
  public static let physical: Int = {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : 1 << 32
  }()

  /// What the process holds now; 0 where that cannot be told.
  public static var inUse: Int { pages(1) }

  /// What the process may still take: the least of what the machine has free, what its control groups
  /// allow, and what is left of its address space.
  public static var available: Int {
    assumed ?? [free, groups, addresses].compactMap { $0 }.min() ?? physical
  }

  /// What a test takes for available.
  @TaskLocal package static var assumed: Int?

  private static var free: Int? {
    let lines = text(ofFile: "/proc/meminfo", limit: 4096).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("MemAvailable:") }),
      let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes * 1024
  }

  /// A limit of the process' control group, or of one that this one lies in.
  private static var groups: Int? {
    let own =
      text(ofFile: "/proc/self/cgroup", limit: 4096).split(separator: "\n")
      .first { $0.hasPrefix("0::") }?.dropFirst(3) ?? "/"
    var (group, least) = (own, Int?.none)
    while true {
      let folder = "/sys/fs/cgroup" + group
      if let limit = number(folder + "/memory.max") {
        let left = limit - (number(folder + "/memory.current") ?? 0)
        least = min(least ?? left, max(left, 0))
      }
      guard let end = group.lastIndex(of: "/") else { return least }
      group = group[..<end]
    }
  }

  private static var addresses: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let kind = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let kind = RLIMIT_AS
    #endif
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
    return max(Int(limit.rlim_cur) - pages(0), 0)
  }

  /// A field of the kernel's count of this process' pages.
  private static func pages(_ field: Int) -> Int {
    let fields = text(ofFile: "/proc/self/statm", limit: 128).split(separator: " ")
    guard fields.indices.contains(field), let pages = Int(fields[field]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func number(_ path: String) -> Int? {
    Int(text(ofFile: path, limit: 64).prefix { $0.isNumber })
  }

  /// The start of a file of the kernel's; empty where there is none.
  private static func text(ofFile path: String, limit: Int) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: limit)
    while bytes.count < limit {
      let count = read(file, &chunk, limit - bytes.count)
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
