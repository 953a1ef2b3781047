import ArgumentParser

/// `dogbreed cache`: what is kept of images' features from run to run.
struct CacheCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Say what is kept of images' features, or remove it.",
    discussion: """
      Each image goes through a frozen net once; what comes out is kept, one file for each net, precision and preprocessing.

      Examples:
        dogbreed cache info
        dogbreed cache clean --keep 10GB --dry-run
      """,
    subcommands: [CacheInfoCommand.self, CacheCleanCommand.self])
}
