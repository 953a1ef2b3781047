/// Why bytes can't be had; each description is one sentence that says what to do.
package enum DownloadError: Error, Hashable, Sendable {
  /// The server says no, for good.
  case refused(address: String, status: Int)
  /// No byte came for as long as patience lasts; what is there stays for the next run.
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
      "\(address) answers with status \(status); check the address, or fetch the file by hand and name it with --from."
    case .gaveUp(let address, let reason, let bytes):
      "\(address) can't be reached or read any further (\(reason)); \(bytes) bytes are kept, run the same command again to go on."
    case .notTheFile(let address, let reason):
      "What \(address) sends is not the file: \(reason); check the address or use a mirror."
    case .wrongSize(let address, let expected, let found):
      "\(address) sends \(found) bytes, not \(expected): it is cut short or another file; run again, or use a mirror."
    case .wrongHash(let address, let expected, let found):
      "What \(address) sends has the SHA-256 \(found), not \(expected): it was changed or damaged and is not kept."
    case .tooLarge(let address, let limit): "\(address) sends more than \(limit) bytes, which is not taken."
    case .unwritable(let path, let reason): "\(path) can't be written (\(reason)); free space or name another folder."
    case .badAddress(let text): "\(text) is no http or https address; give one such as https://example.org/images.tar."
    }
  }
}
