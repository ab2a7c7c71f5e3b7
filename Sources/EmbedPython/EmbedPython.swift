import Foundation
import PackagePlugin

/// Puts a target's Python files into the target as Swift source.
@main
struct EmbedPython: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedPython.swift")
    let folder = target.directoryURL
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let inputs = (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "py" }
    return [
      .buildCommand(
        displayName: "Embedding Python files",
        executable: try context.tool(named: "embed-python").url,
        arguments: [folder.path(percentEncoded: false), output.path(percentEncoded: false)],
        inputFiles: inputs, outputFiles: [output])
    ]
  }
}
