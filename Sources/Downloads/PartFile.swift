import Crypto
import Foundation
import Support

/// The part of a file received so far, `NAME.part`, and what it belongs to, `NAME.part.json`.
final class PartFile {
  /// What the received bytes are a part of.
  struct Origin: Codable, Hashable {
    var address: String
    /// A strong entity tag, or the date of the last change: what If-Range takes (RFC 9110, section 13.1.5).
    var validator: String?
    var total: Int?
  }

  private(set) var origin: Origin
  private(set) var count: Int
  private let folder: FolderDescriptor
  private let part: RegularFile
  private let name: String
  private var partName: String { name + ".part" }
  private var noteName: String { name + ".part.json" }

  /// Bytes that a note has at most.
  private static let noteLimit = 64 << 10

  /// Opens what was received from the same URL, or starts over.
  ///
  /// A part that can't be of an earlier run, such as a link, is removed as a name and made again.
  init(_ file: URL, address: String) throws(DownloadError) {
    let place = FolderDescriptor.split(file.path)
    name = place.name
    do {
      folder = try FolderDescriptor(making: place.folder)
      let partName = place.name + ".part"
      part = try RegularFile(owning: folder.openPart(partName, mode: 0o644), path: folder.path(of: partName))
    } catch {
      throw DownloadError(error)
    }
    origin = Origin(address: address)
    count = 0
    if let known = Self.known(folder, noteName), known.address == address {
      origin = known
      try resize(to: part.size)
    } else {
      try restart(Origin(address: address))
    }
  }

  private static func known(_ folder: FolderDescriptor, _ name: String) -> Origin? {
    guard let opened = try? folder.openToRead(name),
      let file = try? RegularFile(owning: opened, path: folder.path(of: name)), file.size <= noteLimit,
      let bytes = try? file.read(at: 0, count: file.size)
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
      let note = try AtomicFile(noteName, in: folder)
      try note.append(Array(JSONEncoder().encode(origin)))
      try note.commit(isDurable: false)
    } catch let error as FileError {
      throw DownloadError(error)
    } catch {
      throw .unwritable(path: folder.path(of: noteName), reason: error.localizedDescription)
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
      guard !bytes.isEmpty else { throw .unwritable(path: part.path, reason: "it became shorter") }
      hasher.update(data: bytes)
      offset += bytes.count
    }
    return hasher.finalize().hexadecimal
  }

  /// Returns the bytes their name, once they are on the disk.
  func finish() throws(DownloadError) {
    do {
      try part.synchronize()
      try folder.rename(partName, to: name)
      try folder.remove(noteName)
      try folder.synchronize()
    } catch {
      throw DownloadError(error)
    }
  }

  /// Removes what was received.
  func discard() {
    try? folder.remove(partName)
    try? folder.remove(noteName)
  }
}

extension DownloadError {
  init(_ error: FileError) { self = .unwritable(path: error.path, reason: error.reason) }
}

extension Receipt {
  /// Of a file that is here already. Throws `DownloadError.notTheFile` where it can't be read or is of another kind.
  package init(of file: URL, kind: ContentKind) throws(DownloadError) {
    var hasher = SHA256()
    var size = 0
    do {
      let open = try RegularFile(reading: file.path)
      if let fault = kind.fault(in: try open.read(at: 0, count: 512)), open.size > 0 {
        throw DownloadError.notTheFile(address: file.path, reason: fault)
      }
      try open.readPieces { bytes in
        hasher.update(bufferPointer: bytes)
        size += bytes.count
      }
    } catch let error as DownloadError {
      throw error
    } catch let error as FileError {
      throw .notTheFile(address: file.path, reason: error.reason)
    } catch {
      throw .notTheFile(address: file.path, reason: error.localizedDescription)
    }
    self.init(size: size, sha256: hasher.finalize().hexadecimal, received: 0)
  }
}
