import ArgumentParser
import Corpus
import Downloads
import Foundation
import Support

/// `dogbreed data fetch`: a published data set, downloaded, checked and unpacked.
struct DataFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download a data set, check it and unpack it.",
    discussion: """
      Data sets: \(PublishedDataSet.all.map { "\($0.name) (\($0.title))" }.joined(separator: ", ")), and \
      folder:URL.tar (or .tar.gz) for any archive of class folders.

      You can stop it at any time: run the same command again and it resumes. Archives you \
      downloaded yourself are used with --from. fetch.json records what was received, with its SHA-256.

      Examples:
        dogbreed data fetch stanford-dogs --out photos
        dogbreed data fetch folder:https://example.org/cheeses.tar.gz --out cheeses
      """)

  @Argument(help: "The data set's name, or folder:URL of an archive.")
  var name: String

  @Option(help: "The folder to create.", transform: Place.path)
  var out: String

  @Option(help: "Download the archives from below this URL; by default from their publisher.")
  var mirror: String?

  @Option(parsing: .upToNextOption, help: "Archives that you already have (default: none).", transform: Place.path)
  var from: [String] = []

  @Flag(name: .customLong("keep-archives"), help: "Keep the archives after they are unpacked, in .fetch.")
  var keepArchives = false

  @Option(help: "Seconds without progress before giving up; the next run resumes.")
  var patience = 600.0

  @Flag(help: "One JSON object with the result.")
  var json = false

  func validate() throws {
    if !(patience > 0) { throw ValidationError("--patience must be above 0.") }
  }

  func run() async throws {
    let source = try Self.source(name)
    for file in from where !FileManager.default.fileExists(atPath: file) {
      throw FetchError.wrongFile(path: file, reason: "there is no such file")
    }
    let progress = ConsoleProgress()
    progress.note("\(source.title).")
    progress.note("Licence: \(source.licence).")
    progress.note("Cite as: \(source.citation).")
    let folder = URL(filePath: out, directoryHint: .isDirectory)
    var limits = RetryLimits()
    limits.giveUp = patience
    limits.stall = min(limits.stall, patience)
    let record = try await DataSetFetch(
      source: source, folder: folder, mirror: mirror, files: from.map { URL(filePath: $0) },
      keepsArchives: keepArchives, limits: limits, progress: progress
    ).run()
    let found = try DataSet.find(at: [folder])
    if json {
      try Console.out(JSONText.pretty(FetchSummary(folder: out, record: record, found)))
    } else {
      let files = record.archives.values.reduce(0) { $0 + $1.files }
      try Console.out("\(out): \(files) files; \(found.samples.count) images, \(found.classes.count) classes.")
    }
  }

  private static func source(_ name: String) throws -> PublishedDataSet {
    if let known = PublishedDataSet.all.first(where: { $0.name == name }) { return known }
    guard name.hasPrefix("folder:") else { throw FetchError.unknown(name: name) }
    let address = String(name.dropFirst(7))
    guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw DownloadError.badAddress(address)
    }
    return .folder(address)
  }
}

/// What `data fetch --json` says.
private struct FetchSummary: Encodable {
  let folder: String
  let record: DataSetFetch.Record
  let images: Int
  let classes: Int

  init(folder: String, record: DataSetFetch.Record, _ found: DataSet) {
    (self.folder, self.record) = (folder, record)
    (images, classes) = (found.samples.count, found.classes.count)
  }

  private enum CodingKeys: String, CodingKey {
    case folder, record, classes
    case images = "pictures"
  }
}
