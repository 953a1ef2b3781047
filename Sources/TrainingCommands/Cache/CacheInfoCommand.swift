import ArgumentParser
import Commands
import Foundation
import Support
import Training

/// `dogbreed cache info`: which nets' features are kept, and how much they take.
struct CacheInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say which nets' features are kept, and how much they take.",
    discussion: """
      Examples:
        dogbreed cache info
        dogbreed cache info --json
      """)

  @Option(
    name: .customLong("feature-cache"), help: "The folder of cached features; by default in the user's cache folder.",
    transform: Place.path)
  var featureCache: String?

  @Flag(help: "One JSON object with the result.")
  var json = false

  func run() throws {
    let cache = FeatureCache(featureCache)
    let found = CacheListing(try cache.entries(), in: cache.folder)
    try Console.out(json ? JSONText.pretty(found) : found.text)
  }
}
