import Foundation
import Support

/// What was received of a URL's content so far, and which content that is.
final class PartialDownload {
  /// What the received bytes are a part of.
  struct Origin: Codable, Hashable {
    var address: String
    /// A strong entity tag, or the date of the last change: what If-Range takes (RFC 9110, section 13.1.5).
    var validator: String?
    var total: Int?
  }

  private(set) var origin: Origin
  private(set) var count: Int
  private let file: ResumableFile
  private var part: RegularFile { file.part }

  /// Bytes that a note has at most.
  private static let noteLimit = 64 << 10

  /// Opens what was received from the same URL, or starts over.
  init(_ place: URL, address: String) throws(DownloadError) {
    let place = FolderDescriptor.split(place.path)
    do {
      file = try ResumableFile(place.name, in: FolderDescriptor(making: place.folder))
    } catch {
      throw DownloadError(error)
    }
    origin = Origin(address: address)
    count = 0
    if let known = Self.known(file), known.address == address {
      origin = known
      try resize(to: part.size)
    } else {
      try restart(Origin(address: address))
    }
  }

  private static func known(_ file: ResumableFile) -> Origin? {
    guard let note = try? file.folder.openToRead(file.noteName), note.size <= noteLimit,
      let bytes = try? note.read(at: 0, count: note.size)
    else { return nil }
    return try? JSONDecoder().decode(Origin.self, from: Data(bytes))
  }

  private func resize(to count: Int) throws(DownloadError) {
    do {
      try part.resize(to: count)
    } catch {
      throw DownloadError(error)
    }
    self.count = count
  }

  /// Discards the bytes and starts over with another origin.
  func restart(_ origin: Origin) throws(DownloadError) {
    try resize(to: 0)
    self.origin = origin
    do {
      let note = try AtomicFile(file.noteName, in: file.folder)
      try note.append(Array(JSONEncoder().encode(origin)))
      try note.commit(isDurable: false)
    } catch let error as FileError {
      throw DownloadError(error)
    } catch {
      throw .unwritable(path: file.folder.path(of: file.noteName), reason: SystemReason.of(error))
    }
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(DownloadError) {
    do {
      try part.append(bytes)
    } catch {
      throw DownloadError(error)
    }
    count += bytes.count
  }

  /// The first bytes.
  func start(_ length: Int) -> [UInt8] { (try? part.read(at: 0, count: length)) ?? [] }

  /// SHA-256 of all bytes, hexadecimal.
  func hash() throws(DownloadError) -> String {
    var hasher = SHA256()
    var offset = 0
    while offset < count {
      let bytes: [UInt8]
      do {
        bytes = try part.read(at: offset, count: min(1 << 20, count - offset))
      } catch {
        throw DownloadError(error)
      }
      guard !bytes.isEmpty else { throw .unwritable(path: part.path, reason: "it shrank") }
      hasher.update(data: bytes)
      offset += bytes.count
    }
    return hasher.finalize().hexadecimal
  }

  /// Renames the bytes to their name, once they are on the disk.
  func finish() throws(DownloadError) {
    do {
      try file.finish()
      try file.folder.synchronize()
    } catch {
      throw DownloadError(error)
    }
  }

  /// Removes what was received.
  func discard() { file.discard() }
}

extension DownloadError {
  init(_ error: FileError) { self = .unwritable(path: error.path, reason: error.reason) }
}
