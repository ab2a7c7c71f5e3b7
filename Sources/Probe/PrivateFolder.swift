import Foundation

/// A folder that only this user can enter, for as long as a program needs it.
struct PrivateFolder {
  let url: URL
  var path: String { url.path }

  init() throws {
    let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
    // The folder goes onto a search path, which has colons between its parts and outlives the
    // folder that a program was started in.
    let isUsable = temporary.hasPrefix("/") && !temporary.contains(":")
    let places = (isUsable ? [temporary] : []) + ["/tmp"]
    for place in places {
      if let folder = try? PrivateFolder(in: place) {
        self = folder
        return
      }
    }
    throw CocoaError(.fileWriteNoPermission)
  }

  init(in place: String) throws {
    var template = Array((place + "/descent-XXXXXX").utf8CString)
    // `mkdtemp` gives the folder the mode 0700.
    guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteNoPermission) }
    let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
    url = URL(fileURLWithPath: String(decoding: bytes, as: UTF8.self), isDirectory: true)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }
}
