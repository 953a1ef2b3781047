import ArgumentParser

/// `dogbreed image`: the container images that train and that answer.
struct ImageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "image",
    abstract: "Build the container images and push them by digest.",
    subcommands: [ImageBuildCommand.self, ImagePushCommand.self])
}
