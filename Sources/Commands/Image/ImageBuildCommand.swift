import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed image build`: builds a container image, locally or with Google's Cloud Build.
struct ImageBuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build a container image.",
    discussion: """
      Images: serve answers requests, train-cpu and train-gpu train. Arguments after -- go to the build tool. With \
      --cloud-build Google builds it from the checkout and pushes it to --to, and its digest is checked against the \
      registry.

      Examples:
        dogbreed image build serve
        dogbreed image build train-cpu --tool podman --tag my-training
      """)

  @Argument(help: "serve, train-cpu or train-gpu.")
  var kind: ContainerImageKind

  @Option(help: "A name for it; repeatable. By default dogbreed-serve, dogbreed-train or dogbreed-train-gpu.")
  var tag: [String] = []

  @OptionGroup var options: ImageBuildOptions
  @OptionGroup var cloud: CloudBuildOptions

  @Flag(name: .customLong("dry-run"), help: "Print what would be run or sent, and do nothing.")
  var dryRun = false

  @Flag(help: "One JSON object with the result.")
  var json = false

  @Argument(parsing: .postTerminator, help: "Arguments for the build tool, after --.")
  var more: [String] = []

  private struct Built: Encodable {
    let images: [String]
    let tool: String
  }

  func run() async throws {
    if cloud.cloudBuild {
      guard let to = cloud.to else { throw ValidationError("--cloud-build pushes the image: name it with --to.") }
      let name = try ContainerImageName(to)
      guard name.registry != nil else { throw ContainerImageError.local(to) }
      try await buildInTheCloud(name)
      return
    }
    let names = try (tag.isEmpty ? [kind.name] : tag).map { try ContainerImageName($0).tagged }
    let build = try await options.build(kind, tags: names, more: more)
    if dryRun {
      let tool = try await ContainerImageShipping.planned(options.tool)
      try Console.out(ShellWords.line([tool.rawValue] + tool.words(for: build)))
      return
    }
    let shipping = try await ContainerImageShipping(options.tool)
    try await shipping.build(build)
    try Console.out(
      json
        ? JSONText.pretty(Built(images: names, tool: shipping.tool.rawValue))
        : names.joined(separator: "\n"))
  }

  private func buildInTheCloud(_ name: ContainerImageName) async throws {
    guard let bucket = cloud.bucket else { throw ContainerImageError.noBucket }
    let build = try await options.build(kind, tags: [name.tagged])
    var run = CloudBuildRun(name: name, build: build, bucket: bucket, project: cloud.project ?? "PROJECT")
    (run.region, run.machine, run.minutes) = (cloud.region, cloud.cloudMachine, cloud.minutes)
    run.interval = .milliseconds(Int64(cloud.poll * 1000))
    if dryRun {
      let endpoints = try Endpoints(environment: ProcessInfo.processInfo.environment)
      try Console.out(JSONText.pretty(try await run.planned(endpoints)))
      return
    }
    try await GoogleClient.with { [run] client in
      var run = run
      if cloud.project == nil { run.project = try await Self.project(client) }
      let pushed = try await run.run(client)
      try Console.out(json ? JSONText.pretty(pushed) : pushed.image)
    }
  }

  /// The credentials' own. Throws `CloudError`.
  private static func project(_ client: GoogleClient) async throws -> String {
    guard let credentials = client.credentials else {
      throw CloudError(.usage, "No project is known: name one with --project")
    }
    return try await credentials.project()
  }
}

extension ImageBuildCommand: ModalOptions {
  var modes: [OptionMode] {
    [
      OptionMode("tag", "tool", isUsed: !cloud.cloudBuild, "with --cloud-build"),
      OptionMode(
        "to", "bucket", "project", "region", "cloud-machine", "minutes", "poll", isUsed: cloud.cloudBuild,
        "without --cloud-build"),
      OptionMode("json", isUsed: cloud.cloudBuild || !dryRun, "with --dry-run, which prints a command"),
    ]
  }
}
