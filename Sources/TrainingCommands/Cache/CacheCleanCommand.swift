import ArgumentParser
import Commands
import Foundation
import Support
import Training

/// `dogbreed cache clean`: removes features that are kept.
struct CacheCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Remove kept features; the next run computes those again that it needs.",
    discussion: """
      Files of other programs, and features that a run is writing to, stay.

      Examples:
        dogbreed cache clean --dry-run
        dogbreed cache clean --keep 10GB
        dogbreed cache clean --unused-for 30d
      """)

  @Option(
    name: .customLong("feature-cache"), help: "The folder of cached features; by default in the user's cache folder.",
    transform: Place.path)
  var featureCache: String?

  @Option(help: "Remove those used longest ago until all take at most this, such as 10GB (default: remove all).")
  var keep: ByteSize?

  @Option(
    name: .customLong("unused-for"), help: "Only those that no run wrote to for so long, such as 30d (default: all).")
  var unusedFor: TimeSpan?

  @Flag(name: .customLong("dry-run"), help: "Only say what would be removed.")
  var isDryRun = false

  @Flag(help: "One JSON object with what was removed.")
  var json = false

  func run() throws {
    let cache = FeatureCache(featureCache)
    let all = try cache.entries()
    var (removed, taken) = ([FeatureCache.Entry](), all.reduce(0) { $0 + $1.bytes })
    for entry in all where taken > keep?.bytes ?? -1 {
      if let unusedFor, entry.used.timeIntervalSinceNow > -unusedFor.seconds { continue }
      guard try isDryRun || cache.remove(entry) else {
        Console.error("note: \(entry.file.lastPathComponent.printableName) stays: a run is using it.")
        continue
      }
      removed.append(entry)
      taken -= entry.bytes
    }
    let listing = CacheListing(removed, in: cache.folder)
    if json { return try Console.out(JSONText.pretty(listing)) }
    guard !removed.isEmpty else {
      return try Console.out("Nothing is to be removed from \(listing.folder.printableName).")
    }
    let words = isDryRun ? "would be removed" : "removed"
    try Console.out(
      listing.caches.map { "\($0.file.printableName)  \(ByteSize(bytes: $0.bytes))  \(($0.net ?? "").printableName)" }
        .joined(separator: "\n") + "\n\(removed.count) \(words), \(ByteSize(bytes: listing.bytes)).")
  }
}
