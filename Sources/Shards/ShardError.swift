/// Why shards can't be prepared.
package enum ShardError: Error, Hashable, Sendable {
  case unwritable(path: String, reason: String)
  /// The folder holds something else.
  case occupied(folder: String)
  /// The folder holds shards of other options or classes.
  case preparedOtherwise(folder: String, difference: String)
  /// Another run writes to the folder.
  case busy(folder: String)
  /// Not one picture could be used.
  case noPictures(reason: String)
  /// Pictures that can't be used, where none was allowed.
  case problems(Int, first: String)
}

extension ShardError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "\(path) can't be written (\(reason)); run it again when that is mended: what is finished is kept."
    case .occupied(let folder):
      "\(folder) is not empty and holds no prepared shards; name another folder with --out."
    case .preparedOtherwise(let folder, let difference):
      "\(folder) holds shards that were prepared otherwise (\(difference)); name another folder with --out, or remove it."
    case .busy(let folder): "Another run is preparing \(folder); wait until it ends, or name another folder with --out."
    case .noPictures(let reason): "Not one picture could be prepared (\(reason))."
    case .problems(let count, let first):
      "Pictures that can't be used: \(count), the first is \(first); mend or remove them and run it again, "
        + "or leave out --strict."
    }
  }
}
