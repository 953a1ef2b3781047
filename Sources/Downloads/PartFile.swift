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
  private let part: URL
  private let note: URL
  private let file: URL
  private var descriptor: Int32

  /// Opens what was received from the same URL, or starts over.
  init(_ file: URL, address: String) throws(DownloadError) {
    self.file = file
    part = file.appendingPathExtension("part")
    note = file.appendingPathExtension("part.json")
    try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    descriptor = open(part.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: part.path, reason: String(cString: strerror(errno))) }
    let known = (try? Data(contentsOf: note)).flatMap { try? JSONDecoder().decode(Origin.self, from: $0) }
    origin = Origin(address: address)
    count = 0
    if let known, known.address == address {
      origin = known
      count = Int(lseek(descriptor, 0, SEEK_END))
    } else {
      try restart(Origin(address: address))
    }
  }

  deinit { close(descriptor) }

  /// Discards the bytes and starts over with another origin.
  func restart(_ origin: Origin) throws(DownloadError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
    self.origin = origin
    count = 0
    do {
      try JSONEncoder().encode(origin).write(to: note, options: .atomic)
    } catch {
      throw .unwritable(path: note.path, reason: error.localizedDescription)
    }
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(DownloadError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure() }
      rest = rest.dropFirst(written)
      count += written
    }
  }

  /// The first bytes.
  func start(_ length: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: length)
    let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, length, 0) }
    return Array(bytes.prefix(max(got, 0)))
  }

  /// SHA-256 of all bytes, hexadecimal.
  func hash() throws(DownloadError) -> String {
    var hasher = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var offset = 0
    while offset < count {
      let got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw failure() }
      buffer.withUnsafeBytes { hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<got])) }
      offset += got
    }
    return hasher.finalize().hexadecimal
  }

  /// Renames the complete file to its final name.
  func finish() throws(DownloadError) {
    guard fsync(descriptor) == 0, rename(part.path, file.path) == 0 else { throw failure() }
    unlink(note.path)
  }

  /// Removes what was received.
  func discard() {
    unlink(part.path)
    unlink(note.path)
  }

  private func failure() -> DownloadError {
    .unwritable(path: part.path, reason: String(cString: strerror(errno)))
  }
}

extension Receipt {
  /// Of a file that is here already. Throws `DownloadError.notTheFile` where it can't be read or is of another kind.
  package init(of file: URL, kind: ContentKind) throws(DownloadError) {
    let handle: FileHandle
    do {
      handle = try FileHandle(forReadingFrom: file)
    } catch {
      throw .notTheFile(address: file.path, reason: error.localizedDescription)
    }
    var hasher = SHA256()
    var size = 0
    do {
      while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
        if size == 0, let fault = kind.fault(in: Array(data.prefix(512))) {
          throw DownloadError.notTheFile(address: file.path, reason: fault)
        }
        hasher.update(data: data)
        size += data.count
      }
    } catch let error as DownloadError {
      throw error
    } catch {
      throw .notTheFile(address: file.path, reason: error.localizedDescription)
    }
    self.init(size: size, sha256: hasher.finalize().hexadecimal, received: 0)
  }
}
