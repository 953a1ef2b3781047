import ArgumentParser
import Foundation
import GoogleCloud
import Support

/// `dogbreed image push`: pushes a container image, and trusts only what the registry shows.
struct ImagePushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Push a container image, and verify by its digest that the registry holds it.",
    discussion: """
      For Google's registries the login uses the credentials of every cloud verb, for this push alone; for \
      others it is docker's or podman's stored login. The output, NAME@sha256:…, is what a job or service is given.

      Examples:
        dogbreed image push dogbreed-serve --to europe-docker.pkg.dev/my-project/images/serve:1
        dogbreed image push dogbreed-serve --to localhost:5000/serve:1 --plain-http
      """)

  @Argument(help: "serve, train-cpu, train-gpu, or the name of a local image.")
  var image: String

  @Option(help: "HOST/PATH/NAME:TAG to push it as; by default its own name.")
  var to: String?

  @Option(
    help: "The tool that pushes: docker, podman or buildah; by default the first one that is installed and works.")
  var tool: BuildTool?

  @Flag(name: .customLong("plain-http"), help: "Use HTTP, for a registry on this machine.")
  var plainHttp = false

  @Flag(name: .customLong("dry-run"), help: "Print what would be run, and do nothing.")
  var dryRun = false

  @Flag(help: "One JSON object: image, digest, platforms, bytes.")
  var json = false

  func run() async throws {
    let local = try ContainerImageName(ContainerImageKind(rawValue: image)?.name ?? image).tagged
    let name = try ContainerImageName(to ?? local)
    guard name.registry != nil else { throw ContainerImageError.local(name.tagged) }
    guard name.digest == nil else { throw ValidationError("A push produces the digest: name a tag with --to.") }
    if dryRun {
      let tool = try await ContainerImageShipping.planned(tool)
      if local != name.tagged {
        try Console.out(ShellWords.line([tool.rawValue] + tool.words(naming: local, as: name.tagged)))
      }
      let words = tool.words(pushing: name.tagged, digestFile: "DIGEST", login: nil, isPlain: plainHttp)
      try Console.out(ShellWords.line([tool.rawValue] + words))
      return
    }
    let shipping = try await ContainerImageShipping(tool)
    try await GoogleClient.with { client in
      let pushed = try await shipping.push(local, to: name, client, isPlain: plainHttp)
      try Console.out(json ? JSONText.pretty(pushed) : pushed.image)
    }
  }
}

extension ImagePushCommand: ModalOptions {
  var modes: [OptionMode] { [OptionMode("json", isUsed: !dryRun, "with --dry-run, which prints commands")] }
}
