import Foundation
import Support

extension Receipt {
  /// Of a file that is here already. Throws `DownloadError.notTheFile` where it can't be read or is of another kind.
  package init(of file: URL, kind: ContentKind) throws(DownloadError) {
    var hasher = SHA256()
    var size = 0
    do {
      let open = try RegularFile(reading: file.path)
      if let fault = kind.fault(in: try open.read(at: 0, count: FileSignature.length)), open.size > 0 {
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
      throw .notTheFile(address: file.path, reason: SystemReason.of(error))
    }
    self.init(size: size, sha256: hasher.finalize().hexadecimal, received: 0)
  }
}
