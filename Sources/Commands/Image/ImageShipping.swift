import Foundation
import GoogleCloud

/// Builds and pushes images with a program that is here.
struct ImageShipping: Sendable {
  let tool: BuildTool
  /// Its path.
  let program: String

  /// Takes the named program, or the first that works. Throws `ImageError`.
  init(_ named: BuildTool? = nil) async throws {
    (tool, program) = try await BuildTool.choose(named, path: ChildProgram.searchPath)
  }

  /// The program that would be taken; a named one needn't be here. Throws `ImageError`.
  static func planned(_ named: BuildTool?) async throws -> BuildTool {
    if let named { return named }
    return try await ImageShipping().tool
  }

  /// Builds, with what the program says on standard error. Throws `ImageError`.
  func build(_ build: BuildTool.Build) async throws {
    let status = try await ChildProgram(program, tool.words(for: build)).loud()
    guard status == 0 else { throw ImageError.failed(program: tool.rawValue, verb: "build", status: status) }
  }

  /// Pushes an image that is here, and fetches its manifest by the digest that the push told.
  ///
  /// Throws `ImageError`, and `CloudError` where the registry doesn't show it.
  func push(
    _ image: String, to name: ImageName, _ client: GoogleClient, isPlain: Bool = false
  ) async throws -> PushedImage {
    guard let registry = name.registry else { throw ImageError.local(name.tagged) }
    if image != name.tagged {
      let status = try await ChildProgram(program, tool.words(naming: image, as: name.tagged)).loud()
      guard status == 0 else { throw ImageError.failed(program: tool.rawValue, verb: "tag", status: status) }
    }
    let digest = try await PrivateFolder.with { folder in
      var login: String?
      if ImageRegistry.isGoogle(registry), let credentials = client.credentials {
        let file = RegistryLogin(name: "oauth2accesstoken", password: try await credentials.token()).file(for: registry)
        guard
          FileManager.default.createFile(
            atPath: folder.appending(path: "config.json").path, contents: file, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        login = folder.path
      }
      return try await push(name.tagged, login: login, isPlain: isPlain, folder)
    }
    let registries = ImageRegistry(client, environment: ProcessInfo.processInfo.environment, isPlain: isPlain)
    return PushedImage(name, try await registries.look(at: try ImageName(name.at(digest: digest))))
  }

  /// The digest that the program tells of what it pushed.
  private func push(_ image: String, login: String?, isPlain: Bool, _ folder: URL) async throws -> String {
    let told = folder.appending(path: "digest")
    let child = ChildProgram(
      program, tool.words(pushing: image, digestFile: told.path, login: login, isPlain: isPlain),
      environment: tool.environment(login: login))
    let status = try await tool == .docker ? child.writing(to: told) : child.loud()
    guard status == 0 else { throw ImageError.failed(program: tool.rawValue, verb: "push", status: status) }
    let text = (try? String(contentsOf: told, encoding: .utf8)) ?? ""
    let digest =
      tool == .docker
      ? BuildTool.digest(inDockerOutput: text) : text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let digest, ImageName.isDigest(digest) else { throw ImageError.noDigest(program: tool.rawValue) }
    return digest
  }
}
