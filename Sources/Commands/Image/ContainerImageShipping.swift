import Foundation
import GoogleCloud

/// Builds and pushes container images with an installed tool.
struct ContainerImageShipping: Sendable {
  let tool: BuildTool
  /// Its path.
  let program: String

  /// Takes the named program, or the first that works. Throws `ContainerImageError`.
  init(_ named: BuildTool? = nil) async throws {
    (tool, program) = try await BuildTool.choose(named, path: ChildProgram.searchPath)
  }

  /// The tool that would be used; a named one needn't be installed. Throws `ContainerImageError`.
  static func planned(_ named: BuildTool?) async throws -> BuildTool {
    if let named { return named }
    return try await ContainerImageShipping().tool
  }

  /// Builds, with the tool's output on standard error. Throws `ContainerImageError`.
  func build(_ build: BuildTool.Build) async throws {
    let status = try await ChildProgram(program, tool.words(for: build)).loud()
    guard status == 0 else { throw ContainerImageError.failed(program: tool.rawValue, verb: "build", status: status) }
  }

  /// Pushes a local image, and fetches its manifest by the digest that the push reported.
  ///
  /// Throws `ContainerImageError`, and `CloudError` where the registry doesn't show it.
  func push(
    _ image: String, to name: ContainerImageName, _ client: GoogleClient, isPlain: Bool = false
  ) async throws -> PushedImage {
    guard let registry = name.registry else { throw ContainerImageError.local(name.tagged) }
    if image != name.tagged {
      let status = try await ChildProgram(program, tool.words(naming: image, as: name.tagged)).loud()
      guard status == 0 else { throw ContainerImageError.failed(program: tool.rawValue, verb: "tag", status: status) }
    }
    let digest = try await PrivateFolder.with { folder in
      var login: String?
      if ContainerRegistry.isGoogle(registry), let credentials = client.credentials {
        let file = RegistryLogin(name: "oauth2accesstoken", password: try await credentials.token()).file(for: registry)
        guard
          FileManager.default.createFile(
            atPath: folder.appending(path: "config.json").path, contents: file, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        login = folder.path
      }
      return try await push(name.tagged, login: login, isPlain: isPlain, folder)
    }
    let registries = ContainerRegistry(client, environment: ProcessInfo.processInfo.environment, isPlain: isPlain)
    return PushedImage(name, try await registries.look(at: try ContainerImageName(name.at(digest: digest))))
  }

  /// The digest that the tool reports for what it pushed.
  private func push(_ image: String, login: String?, isPlain: Bool, _ folder: URL) async throws -> String {
    let told = folder.appending(path: "digest")
    let child = ChildProgram(
      program, tool.words(pushing: image, digestFile: told.path, login: login, isPlain: isPlain),
      environment: tool.environment(login: login))
    let status = try await tool == .docker ? child.writing(to: told) : child.loud()
    guard status == 0 else { throw ContainerImageError.failed(program: tool.rawValue, verb: "push", status: status) }
    let text = (try? String(contentsOf: told, encoding: .utf8)) ?? ""
    let digest =
      tool == .docker
      ? BuildTool.digest(inDockerOutput: text) : text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let digest, ContainerImageName.isDigest(digest) else {
      throw ContainerImageError.noDigest(program: tool.rawValue)
    }
    return digest
  }
}
