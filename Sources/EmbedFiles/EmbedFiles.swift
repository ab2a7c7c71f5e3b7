import Foundation
import PackagePlugin

/// Puts text files into a target as Swift source: the probe's Python, and the folder of presets.
@main
struct EmbedFiles: BuildToolPlugin {
  /// What each target embeds: a folder of the package, and how the names of its files end.
  private static let contents: [String: (folder: String, endings: [String])] = [
    "Probe": ("Sources/Probe", ["py"]),
    "Shipped": ("Presets", ["csv", "yaml"]),
  ]

  struct UnknownTarget: Error { let name: String }

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let content = Self.contents[target.name] else { throw UnknownTarget(name: target.name) }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    let folder = context.package.directoryURL.appending(path: content.folder)
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let inputs = (files?.compactMap { $0 as? URL } ?? [])
      .filter { content.endings.contains($0.pathExtension) }
    return [
      .buildCommand(
        displayName: "Embedding the files of \(content.folder)",
        executable: try context.tool(named: "embed-files").url,
        arguments: [folder.path(percentEncoded: false), output.path(percentEncoded: false)]
          + content.endings,
        inputFiles: inputs, outputFiles: [output])
    ]
  }
}
