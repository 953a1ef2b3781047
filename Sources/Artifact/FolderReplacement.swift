import CFileSystem
import Foundation

/// Writes a folder under a temporary name beside its place and puts it there in one step, so that a kill at any moment
/// leaves either the old folder or the new one.
package enum FolderReplacement {
  /// Runs `fill` on the temporary folder, then moves it to `place`; on any error the temporary folder is removed.
  ///
  /// Throws `ArtifactError.unwritable` for what the file system refuses, and what `fill` throws.
  package static func write(to place: URL, _ fill: (URL) async throws -> Void) async throws {
    let parent = place.deletingLastPathComponent()
    let temporary = parent.appending(path: ".\(place.lastPathComponent).\(UUID().uuidString.prefix(8))")
    do {
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    } catch {
      throw ArtifactError.unwritable(folder: place.path, reason: reason(of: error))
    }
    do {
      try await fill(temporary)
      try put(temporary, at: place)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      if error is any CustomStringConvertible & LocalizedError { throw error }
      if (error as NSError).domain == NSCocoaErrorDomain || error is POSIXError {
        throw ArtifactError.unwritable(folder: place.path, reason: reason(of: error))
      }
      throw error
    }
  }

  /// Renames where nothing is; exchanges with what is there and removes the old folder afterwards.
  ///
  /// Another process may put a folder there, or take it away, between the two: then the other of them is tried.
  private static func put(_ temporary: URL, at place: URL) throws {
    var failure = EEXIST
    for _ in 0..<16 {
      if rename(temporary.path, place.path) == 0 { return }
      failure = errno
      guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(failure) else { break }
      failure = cfs_exchange(temporary.path, place.path)
      if failure == 0 {
        try? FileManager.default.removeItem(at: temporary)
        return
      }
      guard failure == ENOENT else { break }
    }
    throw POSIXError(.init(rawValue: failure) ?? .EIO)
  }

  private static func reason(of error: any Error) -> String {
    if let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError,
      underlying.domain == NSPOSIXErrorDomain
    {
      return String(cString: strerror(Int32(underlying.code)))
    }
    if let error = error as? POSIXError { return String(cString: strerror(error.code.rawValue)) }
    return error.localizedDescription
  }
}
