import Foundation

/// Writes a file under a temporary name in the same folder and renames it when it is whole and on the disk.
///
/// Whoever opens the name sees the old file or the new one, never a part.
package final class AtomicFile {
  private let url: URL
  private let temporary: URL
  private let descriptor: Int32

  /// - Throws: `WeightsError.system` from the file system, or what `body` throws; the name is then left as it was.
  package static func write(
    to url: URL, _ body: (AtomicFile) throws(WeightsError) -> Void
  ) throws(WeightsError) {
    let file = try AtomicFile(url)
    do {
      try body(file)
      try file.finish()
    } catch {
      unlink(file.temporary.path)
      throw error
    }
  }

  private init(_ url: URL) throws(WeightsError) {
    self.url = url
    temporary = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).\(UUID().uuidString)")
    descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .failed("written", url) }
  }

  deinit { close(descriptor) }

  /// The elements as they lie in memory.
  package func append<Element: BitwiseCopyable>(_ elements: [Element]) throws(WeightsError) {
    guard elements.withUnsafeBytes(put) else { throw .failed("written", url) }
  }

  /// Whether all bytes went out; else `errno` says why.
  private func put(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  private func finish() throws(WeightsError) {
    guard fsync(descriptor) == 0, rename(temporary.path, url.path) == 0 else { throw .failed("written", url) }
    // The new name itself must survive a crash too.
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }
}
