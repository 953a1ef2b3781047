import Corpus

/// Why a data set can't be fetched.
enum FetchError: Error, Hashable, CustomStringConvertible {
  case unknown(name: String)
  case otherFolder(String, holds: String)
  case wrongFile(path: String, reason: String)
  case changed(archive: String, then: String, now: String)
  case unwritable(path: String, reason: String)
  case busy(String)

  var description: String {
    switch self {
    case .unknown(let name):
      "There is no data set \(name); choose \(PublishedDataSet.all.map(\.name).joined(separator: " or ")), or give folder:URL.tar."
    case .otherFolder(let folder, let holds):
      "\(folder) is already in use (\(holds)); name a new or empty folder with --out."
    case .busy(let folder): "Another run is downloading to \(folder); wait until it is done."
    case .wrongFile(let path, let reason):
      "\(path) is not the expected archive: \(reason); fetch it again, or name another file with --from."
    case .changed(let archive, let then, let now):
      "\(archive) was downloaded before with the SHA-256 \(then), not \(now); remove the folder and fetch it again."
    case .unwritable(let path, let reason): "\(path) can't be written (\(reason)); free space or name another folder."
    }
  }
}
