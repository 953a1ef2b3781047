import ArgumentParser
import Foundation

/// What is built, and with what.
struct ImageBuildOptions: ParsableArguments {
  @Option(help: "Program that builds: docker, podman or buildah; by default the first that is here and works.")
  var tool: BuildTool?

  @Option(help: "Checkout of dogbreed; by default the one that this is called in.", transform: Place.path)
  var source: String?

  @Option(help: "Processor and system; the engines' pinned packages are for linux/amd64.")
  var platform = BuildTool.Build.platform

  @Option(
    name: .both("build-arg"), help: "NAME=VALUE for the Dockerfile, such as SNAPSHOT=20260824T000000Z; repeatable.")
  var buildArg: [String] = []

  @Flag(help: "Build every step anew.")
  var fresh = false

  func validate() throws {
    for argument in buildArg where argument.firstIndex(of: "=").map({ $0 == argument.startIndex }) ?? true {
      throw ValidationError("\(ImageError.badArgument(argument))")
    }
  }

  /// The build of one of the images. Throws `ImageError`.
  func build(_ kind: ImageKind, tags: [String], more: [String] = []) async throws -> BuildTool.Build {
    var build = try await BuildTool.Build(kind, source: source, tags: tags, platform: platform)
    for argument in buildArg {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      build.arguments[String(parts[0])] = String(parts[1])
    }
    (build.isFresh, build.more) = (fresh, more)
    return build
  }
}
