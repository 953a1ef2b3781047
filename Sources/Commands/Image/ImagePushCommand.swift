import ArgumentParser
import Foundation
import GoogleCloud

/// `dogbreed image push`: an image to its registry, believed when the registry shows it.
struct ImagePushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Push an image, and prove by its digest that the registry holds it.",
    discussion: """
      For Google's registries the login is made from the credentials that every cloud verb takes, for this push alone; for \
      others it is what docker login or podman login left. The answer, NAME@sha256:…, is what a job or a service is given.
      """)

  @Argument(help: "serve, train-cpu, train-gpu, or the name of an image that is here.")
  var image: String

  @Option(help: "HOST/PATH/NAME:TAG to push it as; by default its own name.")
  var to: String?

  @Option(help: "Program that pushes: docker, podman or buildah; by default the first that is here and works.")
  var tool: BuildTool?

  @Flag(name: .both("plain-http"), help: "The registry speaks HTTP, as one on this machine may.")
  var plainHttp = false

  @Flag(name: .both("dry-run"), help: "Say what would be run, and do nothing.")
  var dryRun = false

  @Flag(help: "One JSON object: image, digest, platforms, bytes.")
  var json = false

  func run() async throws {
    let local = try ImageName(ImageKind(rawValue: image)?.name ?? image).tagged
    let name = try ImageName(to ?? local)
    guard name.registry != nil else { throw ImageError.local(name.tagged) }
    guard name.digest == nil else { throw ValidationError("A digest comes out of a push: name a tag with --to.") }
    if dryRun {
      let tool = try await ImageShipping.planned(tool)
      if local != name.tagged {
        Console.out(ShellWords.line([tool.rawValue] + tool.words(naming: local, as: name.tagged)))
      }
      let words = tool.words(pushing: name.tagged, digestFile: "DIGEST", login: nil, isPlain: plainHttp)
      Console.out(ShellWords.line([tool.rawValue] + words))
      return
    }
    let shipping = try await ImageShipping(tool)
    try await GoogleClient.with { client in
      let pushed = try await shipping.push(local, to: name, client, isPlain: plainHttp)
      Console.out(json ? JSONText.pretty(pushed) : pushed.image)
    }
  }
}
