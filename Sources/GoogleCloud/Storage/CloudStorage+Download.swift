import Foundation
import Support
import Transport

extension CloudStorage {
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
    var current = current
    var attempt = 1
    while true {
      let found: StoredObject?
      if let current { found = current } else { found = try await object(at: address) }
      guard let object = found else { throw CloudError(.status(404), "\(address) is not there", reason: "notFound") }
      if let stamp = FileStamp(path: path), stamp.isRegular, stamp.size == object.size, let crc = object.crc,
        try CRC32C(of: OpenFile(reading: path), offset: 0, count: stamp.size) == crc
      {
        return Transferred(object: object, bytes: 0)
      }
      do {
        try await fetch(object, address, to: path, progress)
        return Transferred(object: object, bytes: object.size)
      } catch {
        // 404: this generation has been replaced.
        guard error.status == 404 || error.kind == .corrupt, attempt < options.attempts else { throw error }
        attempt += 1
        current = nil
      }
    }
  }

  private func fetch(
    _ object: StoredObject, _ address: StorageAddress, to path: String, _ progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) {
    let place = URL(filePath: path)
    let folder = place.deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CloudError(.usage, "The folder \(folder.path) can't be made")
    }
    let part = folder.path + "/" + PartFiles.name(of: place.lastPathComponent)
    let file = try OpenFile(writing: part)
    let crc: CRC32C
    if object.size <= options.block {
      try file.resize(to: object.size)
      var fetch = RangeFetch(object, 0..<object.size, into: file, journal: nil)
      if object.size > 0 { try await run(&fetch, address, progress) }
      crc = fetch.crc
    } else {
      let journal = try PartJournal(
        part + PartFiles.journal,
        header: .init(generation: object.generation, size: object.size, block: options.block), part: file)
      progress(journal.present)
      _ = try await journal.missing(limit: options.range).boundedMap(width: options.streams) {
        range throws(CloudError) in
        var fetch = RangeFetch(object, range, into: file, journal: journal)
        try await run(&fetch, address, progress)
      }
      guard let whole = journal.whole else { throw CloudError(.corrupt, "\(address) did not arrive whole") }
      crc = whole
    }
    guard object.crc == nil || object.crc == crc else {
      unlink(part)
      unlink(part + PartFiles.journal)
      throw CloudError(.corrupt, "\(address) arrived with another checksum than the server names")
    }
    try file.synchronise()
    file.allow(mode: 0o644)
    guard rename(part, path) == 0 else { throw OpenFile.failure("\(path) can't be written") }
    unlink(part + PartFiles.journal)
  }

  /// Fetches a range to its end, however often the connection breaks.
  private func run(
    _ fetch: inout RangeFetch, _ address: StorageAddress, _ progress: @escaping @Sendable (Int) -> Void
  ) async throws(CloudError) {
    var retrying = Retrying(client.policy)
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
        if error.status == 401, client.credentials != nil, refusals == 0 {
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
    let request = fetch.request(url(of: address))
    let asked = fetch.position
    let token = request.isAuthorised ? try await client.credentials?.token() : nil
    do {
      var isChecked = false
      _ = try await client.transport.receive(request, token: token, deadline: .seconds(3600)) {
        head, piece throws(CloudError) in
        if !isChecked {
          try fetch.check(head, asked: asked)
          isChecked = true
        }
        try fetch.append(piece)
      }
    } catch {
      if error.status == 401, let token { await client.credentials?.refused(token) }
      throw error
    }
  }
}

/// Names of incomplete files: hidden, next to their destination.
enum PartFiles {
  static let suffix = ".dogbreed-part"
  static let journal = "-journal"

  /// Long names are shortened so that the file system takes this one, too.
  static func name(of name: String) -> String {
    "." + (name.utf8.count > 200 ? Digest.short(name) : name) + suffix
  }

  static func isOne(_ name: String) -> Bool { name.hasSuffix(suffix) || name.hasSuffix(suffix + journal) }
}
