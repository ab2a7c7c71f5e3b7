#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes of memory that the process holds now; 0 where that cannot be told.
func processMemory() -> Int {
  let fields = text(ofFile: "/proc/self/statm", limit: 128).split(separator: " ")
  guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// Bytes of memory of the machine.
func physicalMemory() -> Int {
  let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
  return pages > 0 && size > 0 ? pages * size : 1 << 32
}

/// The lowest address of this thread's stack; half a megabyte below where it stands now when that
/// cannot be told.
func stackEnd() -> UInt {
  var here: UInt8 = 0
  let address = withUnsafePointer(to: &here) { UInt(bitPattern: $0) }
  let guess = address - min(address, 448 << 10)
  #if os(Linux)
    // `pthread_getattr_np` is not imported: it wants a macro that Swift's Glibc does not define.
    for line in text(ofFile: "/proc/self/maps", limit: 1 << 22).split(separator: "\n") {
      let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap {
        UInt($0, radix: 16)
      }
      guard bounds.count == 2, bounds[0] <= address, address < bounds[1] else { continue }
      guard line.hasSuffix("[stack]") else { return bounds[0] }
      // The main thread's grows up to a limit, which may be none.
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(UInt32(RLIMIT_STACK.rawValue)), &limit)
      return bounds[1] - min(UInt(clamping: limit.rlim_cur), 8 << 20)
    }
    return guess
  #elseif canImport(Darwin)
    let top = UInt(bitPattern: pthread_get_stackaddr_np(pthread_self()))
    return top - UInt(pthread_get_stacksize_np(pthread_self()))
  #else
    return guess
  #endif
}

/// The start of a file of the kernel's; empty where there is none.
private func text(ofFile path: String, limit: Int) -> String {
  let file = open(path, O_RDONLY)
  guard file >= 0 else { return "" }
  defer { close(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: min(limit, 1 << 14))
  while bytes.count < limit {
    let count = read(file, &chunk, chunk.count)
    guard count > 0 else { break }
    bytes += chunk[..<count]
  }
  return String(decoding: bytes, as: UTF8.self)
}
