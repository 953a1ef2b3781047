import ArgumentParser
import Foundation
import GoogleCloud

/// A program that builds and pushes container images; its arguments are arrays of words that no shell reads.
enum BuildTool: String, CaseIterable, Sendable {
  case docker, podman, buildah

  /// What is built, from where and for which processors.
  struct Build: Hashable, Sendable {
    var dockerfile: String
    var source: String
    var tags: [String]
    /// Such as `linux/amd64`; nil for the machine's own.
    var platform: String?
    var arguments: [String: String] = [:]
    var isFresh = false
    /// Extra arguments for the program itself, such as mounts and secrets.
    var more: [String] = []
  }

  /// The arguments that build.
  func words(for build: Build) -> [String] {
    var words = self == .buildah ? ["bud", "--layers", "--format", "docker"] : ["build"]
    // Only Docker's own format supports a health check.
    if self == .podman { words += ["--layers", "--format", "docker"] }
    words += ["--file", "\(build.source)/\(build.dockerfile)"]
    for tag in build.tags { words += ["--tag", tag] }
    if let platform = build.platform { words += ["--platform", platform] }
    if build.isFresh { words.append("--no-cache") }
    for (name, value) in build.arguments.sorted(by: { $0.key < $1.key }) {
      words += ["--build-arg", "\(name)=\(value)"]
    }
    return words + build.more + [build.source]
  }

  /// The arguments that tag an image with another name.
  func words(naming image: String, as other: String) -> [String] { ["tag", image, other] }

  /// The arguments that push; `digestFile` is where podman and buildah write the digest, which Docker prints at its
  /// end.
  ///
  /// `login` is a file (Docker: a folder with `config.json`, which `environment(login:)` names), so that no secret is
  /// in the arguments, which everyone on the machine can read.
  func words(pushing image: String, digestFile: String, login: String?, isPlain: Bool) -> [String] {
    switch self {
    case .docker: return ["push", image]
    case .podman, .buildah:
      var words = ["push", "--digestfile", digestFile]
      if let login { words += ["--authfile", "\(login)/config.json"] }
      if isPlain { words.append("--tls-verify=false") }
      return words + [image]
    }
  }

  /// Environment variables for a push.
  func environment(login: String?) -> [String: String] {
    if self == .docker, let login { return ["DOCKER_CONFIG": login] }
    return [:]
  }

  /// The digest in what `docker push` prints: `TAG: digest: sha256:… size: 1234` on its last line.
  static func digest(inDockerOutput text: String) -> String? {
    for line in text.split(whereSeparator: \.isNewline).reversed() {
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "digest:"), place + 1 < words.endIndex else { continue }
      let digest = String(words[place + 1])
      return ContainerImageName.isDigest(digest) ? digest : nil
    }
    return nil
  }
}

extension BuildTool.Build {
  /// The platform of the engines' pinned packages.
  static let platform = "linux/amd64"

  /// One of the images, from the named checkout or the one around the working directory. Throws `ContainerImageError`.
  init(_ kind: ContainerImageKind, source: String? = nil, tags: [String], platform: String = Self.platform) async throws
  {
    let folder = try SourceTree.find(source, from: URL(filePath: FileManager.default.currentDirectoryPath))
    self.init(
      dockerfile: kind.dockerfile, source: folder.path, tags: tags, platform: platform,
      arguments: ["VERSION": Program.version])
    if let revision = try await SourceTree.revision(of: folder) { arguments["REVISION"] = revision }
  }
}

extension BuildTool {
  /// The named tool, or the first one installed and, for Docker, whose daemon answers; with its path. Throws
  /// `ContainerImageError`.
  static func choose(_ named: BuildTool?, path: [String]) async throws -> (tool: BuildTool, program: String) {
    if let named {
      guard let program = ChildProgram.find(named.rawValue, in: path) else {
        throw ContainerImageError.missingTool(named.rawValue)
      }
      return (named, program)
    }
    for tool in allCases {
      guard let program = ChildProgram.find(tool.rawValue, in: path) else { continue }
      // The client is often installed without a running daemon.
      if tool == .docker, try await ChildProgram(program, ["version", "--format", "{{.Server.Version}}"]).quiet() != 0 {
        continue
      }
      return (tool, program)
    }
    throw ContainerImageError.noTool
  }
}

extension BuildTool: ExpressibleByArgument {}
