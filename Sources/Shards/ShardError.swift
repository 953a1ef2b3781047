/// Why shards can't be prepared.
package enum ShardError: Error, Hashable, Sendable {
  case unwritable(path: String, reason: String)
  /// The folder holds something else.
  case occupied(folder: String)
  /// The folder holds shards of other options or classes.
  case preparedOtherwise(folder: String, difference: String)
  /// Another run writes to the folder.
  case busy(folder: String)
  /// Not one image could be used.
  case noImages(reason: String)
  /// Images that can't be used, where none was allowed.
  case problems(Int, first: String)
}

extension ShardError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "\(path) can't be written (\(reason)); fix that and run it again: what is finished is kept."
    case .occupied(let folder):
      "\(folder) is not empty and holds no prepared shards; name another folder with --out."
    case .preparedOtherwise(let folder, let difference):
      "\(folder) holds shards that were prepared differently (\(difference)); name another folder with --out, or remove it."
    case .busy(let folder): "Another run is preparing \(folder); wait until it ends, or name another folder with --out."
    case .noImages(let reason): "Not one image could be prepared (\(reason))."
    case .problems(let count, let first):
      "Unusable images: \(count), the first is \(first); fix or remove them and run it again, "
        + "or leave out --strict."
    }
  }
}
