/// Why a download failed; each description is one sentence that says what to do.
package enum DownloadError: Error, Hashable, Sendable {
  /// The server refuses permanently.
  case refused(address: String, status: Int)
  /// No progress within the limit; what was received stays for the next run.
  case gaveUp(address: String, reason: String, bytes: Int)
  case notTheFile(address: String, reason: String)
  case wrongSize(address: String, expected: Int, found: Int)
  case wrongHash(address: String, expected: String, found: String)
  case tooLarge(address: String, limit: Int)
  case unwritable(path: String, reason: String)
  case badAddress(String)
}

extension DownloadError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .refused(let address, let status):
      "\(address) answers with status \(status); check the URL, or download the file yourself and name it with --from."
    case .gaveUp(let address, let reason, let bytes):
      "\(address) can't be reached or read any further (\(reason)); \(bytes) bytes are kept, run the same command again to resume."
    case .notTheFile(let address, let reason):
      "\(address) doesn't send the expected file: \(reason); check the URL or use a mirror."
    case .wrongSize(let address, let expected, let found):
      "\(address) sends \(found) bytes, not \(expected): it is truncated or another file; run again, or use a mirror."
    case .wrongHash(let address, let expected, let found):
      "The file from \(address) has the SHA-256 \(found), not \(expected): it was changed or damaged, and was deleted."
    case .tooLarge(let address, let limit): "\(address) sends more than the limit of \(limit) bytes."
    case .unwritable(let path, let reason): "\(path) can't be written (\(reason)); free space or name another folder."
    case .badAddress(let text): "\(text) is not an http or https URL; give one such as https://example.org/images.tar."
    }
  }
}
