import ArgumentParser
import Foundation
import GoogleCloud
import ObjectStorage
import Support
import Transport

/// `dogbreed cloud copy`: a file or a folder to a bucket of Cloud Storage or S3, or back.
struct CloudCopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Copy a file or a folder to a bucket of Cloud Storage or S3, or back.",
    discussion: """
      One of the two is a gs:// or s3:// URL. A file goes into a destination that is a folder or ends with a slash; of a \
      folder, all that is in it goes into the destination. Files that already have the same content aren't transferred \
      again, and an interrupted copy resumes where it was.

      Examples:
        dogbreed cloud copy my-model gs://bucket/models/mine
        dogbreed cloud copy gs://bucket/models/mine my-model
      """)

  @Argument(help: "A file, a folder, an object, or a URL prefix.", transform: Place.pathOrURL)
  var source: String

  @Argument(help: "The destination.", transform: Place.pathOrURL)
  var destination: String

  @Flag(name: .customLong("dry-run"), help: "Only print what would be done.")
  var dryRun = false

  @Flag(help: "One JSON object: files, unchanged, transferred, bytes, deleted.")
  var json = false

  func validate() throws { try Direction.check(source, destination) }

  func run() async throws {
    let report = try await Remote.with { remote in
      Remote.isAddress(destination)
        ? try await up(remote, StorageAddress(destination)) : try await down(remote, StorageAddress(source))
    }
    try Console.out(json ? JSONText.pretty(report) : (dryRun ? "Would be done: " : "") + report.sentence)
    try report.requireWhole()
  }

  private var options: SyncOptions {
    var options = Direction.options("copying")
    options.isDry = dryRun
    return options
  }

  /// One file that would be copied, unless the same is there.
  private func planned(_ size: Int, _ what: String) -> SyncReport {
    Console.error(what)
    var report = SyncReport()
    (report.files, report.transferred, report.bytes) = (1, 1, size)
    return report
  }

  private func up(_ remote: Remote, _ address: StorageAddress) async throws -> SyncReport {
    if Direction.isFolder(source) {
      return try await FolderSync(remote.storage(of: address), options: options).up(source, to: address)
    }
    let isBelow = address.name.isEmpty || address.name.hasSuffix("/")
    let object = isBelow ? address.appending(URL(filePath: source).lastPathComponent) : address
    guard let size = Direction.size(source) else { throw CloudError(.usage, "\(source) doesn't exist") }
    if dryRun { return planned(size, "\(source) → \(object)") }
    let sent = try await remote.storage(of: address).upload(source, to: object, progress: Direction.meter(size))
    return SyncReport(sent)
  }

  private func down(_ remote: Remote, _ address: StorageAddress) async throws -> SyncReport {
    let isName = !address.name.isEmpty && !address.name.hasSuffix("/")
    guard isName, let object = try await remote.storage(of: address).object(at: address) else {
      return try await FolderSync(remote.storage(of: address), options: options).down(address, to: destination)
    }
    let isBelow = destination.hasSuffix("/") || Direction.isFolder(destination)
    let path = isBelow ? "\(destination)/\(address.lastComponent)" : destination
    if dryRun { return planned(object.size, "\(address) → \(path)") }
    return SyncReport(
      try await remote.storage(of: address).download(
        address, to: path, current: object, progress: Direction.meter(object.size)))
  }
}
