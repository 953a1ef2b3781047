import Foundation
import GoogleCloud
import Support

/// What `dogbreed.json` holds: where this project is in the cloud, and the jobs that were submitted.
struct CloudSettings: Codable, Equatable, Sendable {
  static let file = "dogbreed.json"
  /// How many jobs are remembered; the oldest are dropped first.
  static let most = 200

  var project: String?
  var region: String?
  var bucket: String?
  /// Artifact Registry's repository of images.
  var repository: String?
  var jobs: [JobRecord]?

  /// Reads the file; empty settings where there is none. Throws `CloudSettingsError`.
  init(reading path: String) throws(CloudSettingsError) {
    self.init()
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let bytes = try? RegularFile.contents(of: path, limit: 4 << 20) else { throw .unreadable(path: path) }
    // A file with more than settings belongs to another program, and would lose the rest when it is written.
    let keys = ((try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any])?.keys.sorted() ?? []
    if let other = keys.first(where: { CodingKeys(stringValue: $0) == nil }) { throw .foreign(path: path, key: other) }
    do {
      self = try JSONDecoder().decode(CloudSettings.self, from: Data(bytes))
    } catch {
      throw .invalid(path: path)
    }
    // These become parts of hosts and paths that a token is sent to.
    for (value, name) in [
      (project, CloudPlaceName.project), (region, .region), (bucket, .bucket), (repository, .repository),
    ] {
      if let value, !name.allows(value) { throw .improper(name.refusal(of: value, in: path)) }
    }
    for job in jobs ?? [] where !job.isProper {
      throw .improper("\(path) names a job \(job.id.prefix(100)), which is none; remove it.")
    }
  }

  private enum CodingKeys: String, CodingKey { case project, region, bucket, repository, jobs }

  init() {}

  /// Writes the file whole or not at all.
  func write(to path: String) throws(CloudSettingsError) {
    do throws(FileError) {
      try AtomicFile.write(Array((JSONText.pretty(self) + "\n").utf8), to: path)
    } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// Reads the file, changes its settings and writes them, while no other process does. Throws `CloudSettingsError`.
  static func change(_ path: String, _ body: (inout CloudSettings) -> Void) async throws {
    // In the cache: the settings' folder is the user's.
    let whole = URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
    let lock = Folders.cache.appending(path: "cloud/settings/\(ContentHash.of(Array(whole.utf8)).prefix(16))")
    try await FolderLock.with(lock.path) {
      var settings = try CloudSettings(reading: path)
      body(&settings)
      try settings.write(to: path)
    }
  }

  mutating func remember(_ record: JobRecord) {
    jobs = Array(((jobs ?? []).filter { $0.id != record.id } + [record]).suffix(Self.most))
  }

  /// The newest job of a name or a number.
  func job(_ name: String) -> JobRecord? { jobs?.last { $0.names.job == name || $0.id.hasSuffix("/\(name)") } }
}
