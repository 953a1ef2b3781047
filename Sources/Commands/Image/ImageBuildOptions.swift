import ArgumentParser
import Foundation

/// What is built, and with what.
struct ImageBuildOptions: ParsableArguments {
  @Option(help: "The build tool: docker, podman or buildah; by default the first one that is installed and works.")
  var tool: BuildTool?

  @Option(help: "The checkout of dogbreed; by default the current one.", transform: Place.path)
  var source: String?

  @Option(help: "Processor and system; the engines' pinned packages are for linux/amd64.")
  var platform = BuildTool.Build.platform

  @Option(
    name: .customLong("build-arg"),
    help:
      "NAME=VALUE for the Dockerfile, such as SNAPSHOT= for Debian's newest packages (default: none). May be repeated.")
  var buildArg: [String] = []

  @Flag(help: "Build every step again, without the cache.")
  var fresh = false

  func validate() throws {
    for argument in buildArg where argument.firstIndex(of: "=").map({ $0 == argument.startIndex }) ?? true {
      throw ValidationError("\(ContainerImageError.badArgument(argument))")
    }
  }

  /// The build of one of the images. Throws `ContainerImageError`.
  func build(_ kind: ContainerImageKind, tags: [String], more: [String] = []) async throws -> BuildTool.Build {
    var build = try await BuildTool.Build(kind, source: source, tags: tags, platform: platform)
    for argument in buildArg {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      build.arguments[String(parts[0])] = String(parts[1])
    }
    (build.isFresh, build.more) = (fresh, more)
    return build
  }
}
