import Archives
import Corpus
import Downloads
import Foundation
import Support

/// Fetches a published data set: each archive is downloaded, verified, unpacked next to its destination and moved
/// there.
///
/// `fetch.json` in the folder records what is done, so that a killed run resumes there.
struct DataSetFetch {
  let source: PublishedDataSet
  let folder: URL
  /// Replaces the start of the URLs.
  let mirror: String?
  /// Archives that you already have.
  let files: [URL]
  let keepsArchives: Bool
  let limits: RetryLimits
  let progress: any ProgressReporter

  /// What is done, in `fetch.json`.
  struct Record: Codable, Equatable {
    struct Archive: Codable, Equatable {
      var address: String
      var size: Int
      var sha256: String
      /// Whether the hash was known before, and so proves the content.
      var wasKnown: Bool
      var files: Int
    }
    var name: String
    var licence: String
    var citation: String
    var archives: [String: Archive] = [:]
  }

  static let recordFile = "fetch.json"
  private static let scratch = ".fetch"

  /// Throws `FetchError`, `DownloadError`, `ArchiveError`; what was received stays for the next run.
  func run() async throws -> Record {
    let hold = try FolderHold(folder)
    defer { withExtendedLifetime(hold) {} }
    var record = try openRecord()
    try await Downloader.with(limits) { downloader in
      for archive in source.archives {
        if let known = record.archives[archive.name] {
          try compare(archive, known)
          progress.note("\(archive.name) already exists (SHA-256 \(known.sha256.prefix(16))…).")
          continue
        }
        let (file, receipt) = try await get(archive, downloader)
        let count = try unpack(file, archive)
        record.archives[archive.name] = Record.Archive(
          address: address(of: archive), size: receipt.size, sha256: receipt.sha256, wasKnown: archive.sha256 != nil,
          files: count)
        try save(record)
        if archive.sha256 == nil {
          progress.note(
            "No SHA-256 of \(archive.name) was known: \(receipt.sha256) was received and is kept in "
              + "\(Self.recordFile); different content will be noticed.")
        }
        let isOurs = file.path.hasPrefix(scratchFolder.path)
        if isOurs, !keepsArchives { try? FileManager.default.removeItem(at: file) }
      }
    }
    if !keepsArchives { try? FileManager.default.removeItem(at: scratchFolder) }
    return record
  }

  private var scratchFolder: URL { folder.appending(path: Self.scratch, directoryHint: .isDirectory) }

  private func address(of archive: PublishedDataSet.Archive) -> String {
    guard let mirror else { return archive.address }
    return mirror.hasSuffix("/") ? mirror + archive.name : "\(mirror)/\(archive.name)"
  }

  /// What an earlier run left; a folder with other things in it is not touched.
  private func openRecord() throws -> Record {
    let place = folder.appending(path: Self.recordFile)
    let fresh = Record(name: source.name, licence: source.licence, citation: source.citation)
    func makeScratch() throws {
      do {
        try FileManager.default.createDirectory(at: scratchFolder, withIntermediateDirectories: true)
      } catch {
        throw FetchError.unwritable(path: folder.path, reason: SystemReason.of(error))
      }
    }
    guard let data = try? Data(RegularFile.contents(of: place.path, limit: 1 << 20)) else {
      let others = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
        $0 != Self.scratch
      }
      guard others.isEmpty else { throw FetchError.otherFolder(folder.path, holds: others.sorted()[0]) }
      try makeScratch()
      try save(fresh)
      return fresh
    }
    guard let record = try? JSONDecoder().decode(Record.self, from: data) else {
      throw FetchError.otherFolder(folder.path, holds: "a \(Self.recordFile) that can't be read")
    }
    guard record.name == source.name else { throw FetchError.otherFolder(folder.path, holds: record.name) }
    try makeScratch()
    return record
  }

  private func save(_ record: Record) throws {
    do {
      try AtomicFile.write(
        [UInt8](JSONText.data(record, isPretty: true)), to: folder.appending(path: Self.recordFile).path)
    } catch let error as FileError {
      throw FetchError.unwritable(path: error.path, reason: error.reason)
    } catch {
      throw FetchError.unwritable(path: folder.path, reason: SystemReason.of(error))
    }
  }

  /// An archive's file and what it was: from those given by hand, or downloaded.
  private func get(
    _ archive: PublishedDataSet.Archive, _ downloader: Downloader
  ) async throws -> (URL, Receipt) {
    if let file = files.first(where: { $0.lastPathComponent == archive.name })
      ?? (source.archives.count == 1 ? files.first : nil)
    {
      return (file, try LocalArchive.check(file, archive))
    }
    if !files.isEmpty {
      progress.note("\(archive.name) is not among the files given; downloading it.")
    }
    guard let address = URL(string: address(of: archive)) else { throw DownloadError.badAddress(address(of: archive)) }
    let file = scratchFolder.appending(path: archive.name)
    if FileManager.default.fileExists(atPath: file.path) {
      // A run that was killed between download and unpacking.
      if let receipt = try? LocalArchive.check(file, archive) { return (file, receipt) }
      try? FileManager.default.removeItem(at: file)
    }
    let bytes = ByteProgress("downloading \(archive.name)", progress)
    let receipt = try await downloader.fetch(
      Download(
        from: address, to: file, size: archive.size, sha256: archive.sha256, kind: .archive)
    ) { done, total in bytes.advance(to: done, of: total) }
    bytes.end()
    return (file, receipt)
  }

  /// The hash that is known now must match what was received then.
  private func compare(_ archive: PublishedDataSet.Archive, _ known: Record.Archive) throws {
    if let sha256 = archive.sha256, sha256 != known.sha256 {
      throw FetchError.changed(archive: archive.name, then: known.sha256, now: sha256)
    }
  }

  /// Unpacks into a separate folder, then moves the contents into place.
  private func unpack(_ file: URL, _ archive: PublishedDataSet.Archive) throws -> Int {
    let aside = scratchFolder.appending(path: "\(archive.name).unpacked", directoryHint: .isDirectory)
    try? FileManager.default.removeItem(at: aside)
    do {
      try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
    } catch {
      throw FetchError.unwritable(path: folder.path, reason: SystemReason.of(error))
    }
    let bytes = ByteProgress("unpacking \(archive.name)", progress)
    var reader = TarReader(try ArchiveSource(file.path))
    let count: Int
    do {
      count = try reader.unpack(into: aside.path) { bytes.advance(to: $0, of: nil) }
    } catch {
      // Nobody needs half of what was refused, which may be very many folders.
      try? FileManager.default.removeItem(at: aside)
      throw error
    }
    bytes.end()
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: aside.path) {
        let place = folder.appending(path: name)
        // From a run that was killed while moving, the same archive's: what fetch.json doesn't call done is not kept.
        if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
        try FileManager.default.moveItem(at: aside.appending(path: name), to: place)
      }
      try FileManager.default.removeItem(at: aside)
      // Before fetch.json calls it done and the archive is removed.
      try FolderDescriptor(folder.path).synchronizeFileSystem()
    } catch let error as FileError {
      throw FetchError.unwritable(path: error.path, reason: error.reason)
    } catch {
      throw FetchError.unwritable(path: folder.path, reason: SystemReason.of(error))
    }
    return count
  }
}

/// Keeps other runs out of a folder while this one fetches into it.
private final class FolderHold: Sendable {
  private let lock: FileLock

  init(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      lock = try FileLock(folder: folder.path)
    } catch let error as FileError {
      throw FetchError.unwritable(path: error.path, reason: error.reason)
    } catch {
      throw FetchError.unwritable(path: folder.path, reason: SystemReason.of(error))
    }
    // A file system without locks allows two runs, as it always did.
    guard (try? lock.tryLock()) ?? true else { throw FetchError.busy(folder.path) }
  }
}
