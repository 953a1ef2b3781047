/// Why an archive can't be read, unpacked or written.
package enum ArchiveError: Error, Hashable, Sendable {
  case unreadable(path: String, reason: String)
  /// The archive ends before its last entry or its end marker.
  case truncated
  case damaged(reason: String)
  /// The file isn't a tar archive; `found` says what it is, with an article.
  case foreign(found: String)
  /// An entry that is never unpacked: a link, a device, a path that leads out of the folder.
  case refused(entry: String, reason: String)
  /// More than the limits allow.
  case tooLarge(reason: String)
  case unwritable(path: String, reason: String)
}

extension ArchiveError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) can't be read (\(reason))."
    case .truncated: "The archive is truncated."
    case .damaged(let reason): "The archive is damaged: \(reason)."
    case .foreign(let found):
      "The file is \(found), not a tar archive (plain or compressed by gzip): unpack it and name its folder instead."
    case .refused(let entry, let reason): "The archive's entry \(entry) was refused: \(reason)."
    case .tooLarge(let reason): "The archive is larger than allowed: \(reason)."
    case .unwritable(let path, let reason): "\(path) can't be written (\(reason))."
    }
  }
}
