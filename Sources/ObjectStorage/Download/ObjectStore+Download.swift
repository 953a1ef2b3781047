import Foundation
import Support
import Transport

extension ObjectStore {
  /// Downloads an object to a file, completely or not at all: under another name until its checksum matches. Resumes an
  /// interrupted download; a file with the same content is left alone. Throws `CloudError`.
  ///
  /// - Parameters:
  ///   - current: the object as a listing showed it; nil to look it up.
  ///   - progress: called with the number of further bytes received.
  package func download(
    _ address: StorageAddress, to path: String, current: StoredObject? = nil,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws(CloudError) -> Transferred {
    let object = try await found(current, address)
    let place = FolderDescriptor.split(path)
    let folder = try CloudError.wrapping { () throws(FileError) in try FolderDescriptor(making: place.folder) }
    let fetched = try await download(address, as: place.name, in: folder, current: object, progress: progress)
    try CloudError.wrapping { () throws(FileError) in try folder.synchronize() }
    return fetched
  }

  private func found(_ current: StoredObject?, _ address: StorageAddress) async throws(CloudError) -> StoredObject {
    if let current { return current }
    guard let object = try await object(at: address) else {
      throw CloudError(.status(404), "\(address) doesn't exist", reason: "notFound")
    }
    return object
  }

  /// Brings an object to a name in a folder; what has that name is replaced, a link as a link. Whoever calls puts the
  /// folder's names on the disk.
  func download(
    _ address: StorageAddress, as name: String, in folder: FolderDescriptor, current: StoredObject,
    progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) -> Transferred {
    var current: StoredObject? = current
    var attempt = 1
    while true {
      let object = try await found(current, address)
      if try await holds(name, folder, object, address) { return Transferred(object: object, bytes: 0) }
      do {
        let crc = try await fetch(object, address, as: name, in: folder, progress)
        return Transferred(object: object.with(crc), bytes: object.size)
      } catch {
        // 404: this generation has been replaced.
        guard error.status == 404 || error.kind == .corrupt, attempt < options.attempts else { throw error }
        attempt += 1
        current = nil
      }
    }
  }

  /// Whether the bytes are there already; what can't be looked at or read is replaced, or reported if that fails, too.
  private func holds(
    _ name: String, _ folder: FolderDescriptor, _ object: StoredObject, _ address: StorageAddress
  ) async throws(CloudError) -> Bool {
    guard let info = try? folder.status(of: name), FileKind(info) == .regular,
      Int(info.st_size) == object.size, let file = try? folder.openToRead(name)
    else { return false }
    guard let crc = object.crc else { return try await compare(file, with: object, at: address) ?? false }
    return (try? CRC32C(of: file, offset: 0, count: object.size)) == crc
  }

  private func fetch(
    _ object: StoredObject, _ address: StorageAddress, as name: String, in folder: FolderDescriptor,
    _ progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) -> CRC32C {
    let download = try CloudError.wrapping { () throws(FileError) in try ResumableFile(name, in: folder) }
    let file = download.part
    let crc: CRC32C
    if object.size <= options.block {
      try CloudError.wrapping { () throws(FileError) in try file.resize(to: object.size) }
      var fetch = RangeFetch(object, 0..<object.size, into: file, journal: nil)
      if object.size > 0 { try await run(&fetch, address, progress) }
      crc = fetch.crc
    } else {
      let journal = try PartJournal(
        of: download, header: .init(generation: object.generation, size: object.size, block: options.block))
      progress(journal.present)
      _ = try await journal.missing(limit: options.range).boundedMap(width: options.streams) {
        range throws(CloudError) in
        var fetch = RangeFetch(object, range, into: file, journal: journal)
        try await run(&fetch, address, progress)
      }
      guard let whole = journal.whole else { throw CloudError(.corrupt, "\(address) arrived incomplete") }
      crc = whole
    }
    let isWrong =
      if let told = object.crc { told != crc } else { try await compare(file, with: object, at: address) == false }
    if isWrong {
      download.discard()
      throw CloudError(.corrupt, "\(address) arrived with a different checksum from the server's")
    }
    try CloudError.wrapping { () throws(FileError) in try download.finish() }
    return crc
  }

  /// Brings some stretches of this version of an object to their places in a file, however often the connection breaks.
  ///
  /// No checksum is compared: the store's own is of the whole. Throws `CloudError`: of status 404 when the version is gone.
  package func fetch(
    _ stretches: [Range<Int>], of object: StoredObject, at address: StorageAddress, into file: RegularFile
  ) async throws(CloudError) {
    let ranges = stretches.flatMap { stretch in
      stride(from: stretch.lowerBound, to: stretch.upperBound, by: options.range).map {
        $0..<min($0 + options.range, stretch.upperBound)
      }
    }
    _ = try await ranges.boundedMap(width: options.streams) { range throws(CloudError) in
      var fetch = RangeFetch(object, range, into: file, journal: nil)
      try await run(&fetch, address) { _ in }
    }
  }

  /// Fetches a range to its end, however often the connection breaks.
  private func run(
    _ fetch: inout RangeFetch, _ address: StorageAddress, _ progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) {
    var retrying = Retrying(policy)
    var refusals = 0
    while fetch.position < fetch.range.upperBound {
      let begin = fetch.position
      do throws(CloudError) {
        try await once(&fetch, address)
        // A body without a length ends early without an error.
        if fetch.position < fetch.range.upperBound {
          throw CloudError(.connection, "The answer ended early", request: "GET \(address)")
        }
      } catch {
        if fetch.position > begin {
          progress(fetch.position - begin)
          retrying.advanced()
        }
        // An expired token is replaced; if the new one is refused, too, that is final.
        if error.status == 401, renewsCredentials, refusals == 0 {
          refusals += 1
        } else {
          try await retrying.pause(after: error)
        }
        continue
      }
      refusals = 0
      progress(fetch.position - begin)
    }
  }

  private func once(_ fetch: inout RangeFetch, _ address: StorageAddress) async throws(CloudError) {
    let asked = fetch.position
    var isChecked = false
    try await read(asked..<fetch.range.upperBound, of: fetch.object, at: address) { head, piece throws(CloudError) in
      if !isChecked {
        try fetch.check(head, asked: asked)
        isChecked = true
      }
      try fetch.append(piece)
    }
  }
}
