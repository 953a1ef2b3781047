import ArgumentParser
import Foundation
import GoogleCloud
import ObjectStorage
import Support

/// `dogbreed cloud sync`: makes a folder in a bucket match a local one, or the other way round.
struct CloudSyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Make a folder in a bucket of Cloud Storage or S3 match a local one, or the other way round.",
    discussion: """
      One of the two is a gs:// or s3:// URL. Files are compared by content: only what differs is transferred, however the \
      files' times changed. Checksums of unchanged files are cached, so that they aren't even read.

      Examples:
        dogbreed cloud sync photos gs://bucket/photos
        dogbreed cloud sync photos gs://bucket/photos --delete --dry-run
      """)

  @Argument(help: "The source folder or URL.", transform: Place.pathOrURL)
  var source: String

  @Argument(help: "The folder or URL to change.", transform: Place.pathOrURL)
  var destination: String

  @Flag(help: "Delete files that only the destination has.")
  var delete = false

  @Flag(name: .customLong("dry-run"), help: "Only print what would be done.")
  var dryRun = false

  @Flag(help: "One JSON object: files, unchanged, transferred, bytes, deleted.")
  var json = false

  func validate() throws { try Direction.check(source, destination) }

  func run() async throws {
    var options = Direction.options("syncing")
    options.deletes = delete
    options.isDry = dryRun
    let chosen = options
    let report = try await Remote.with { remote in
      let isUp = Remote.isAddress(destination)
      let address = try StorageAddress(isUp ? destination : source)
      let sync = FolderSync(remote.storage(of: address), options: chosen)
      return isUp ? try await sync.up(source, to: address) : try await sync.down(address, to: destination)
    }
    if dryRun, delete {
      let root = destination.hasSuffix("/") ? destination : destination + "/"
      for name in report.extraNames { Console.error("would delete \(root)\(name)") }
    }
    try Console.out(json ? JSONText.pretty(report) : (dryRun ? "Would be done: " : "") + report.sentence)
    try report.requireWhole()
  }
}
