import Corpus
import Downloads
import Foundation

/// Archives that were fetched by hand.
enum LocalArchive {
  /// The size and hash of a file; throws `FetchError` unless it is the expected archive.
  static func check(_ file: URL, _ archive: PublishedDataSet.Archive) throws -> Receipt {
    let receipt: Receipt
    do {
      receipt = try Receipt(of: file, kind: .archive)
    } catch DownloadError.notTheFile(_, let reason) {
      throw FetchError.wrongFile(path: file.path, reason: reason)
    }
    if let size = archive.size, size != receipt.size {
      throw FetchError.wrongFile(path: file.path, reason: "it has \(receipt.size) bytes, not \(size)")
    }
    if let sha256 = archive.sha256, sha256 != receipt.sha256 {
      throw FetchError.wrongFile(path: file.path, reason: "its SHA-256 is \(receipt.sha256), not \(sha256)")
    }
    return receipt
  }
}
