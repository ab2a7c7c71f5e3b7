import Foundation

extension ProbeFiles {
  /// The whole probe as one Python file: `import probe` is all that a program needs then.
  public static let bundle: String = {
    let template = EmbeddedFiles.all.first { $0.path == "OneFile/probe.py" }?.text ?? ""
    let empty = "_SOURCES = {\n"
    guard let place = template.range(of: empty) else { return template }
    let modules = all.filter { $0.path.hasPrefix(package) }.sorted { $0.path < $1.path }
    let sources = modules.map { "    \(pythonLiteral(name(of: $0))): \(pythonLiteral($0.text)),\n" }
    return template.replacingCharacters(in: place, with: empty + sources.joined())
  }()

  private static let package = "descent_probe/"

  private static func name(of file: File) -> String {
    let stem = file.path.dropFirst(package.count).dropLast(".py".count)
    return stem == "__init__" ? "descent_probe" : "descent_probe.\(stem)"
  }

  /// The text as Python's `repr` writes it.
  static func pythonLiteral(_ text: String) -> String {
    let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\\", quote: result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    result.unicodeScalars.append(quote)
    return result
  }
}
