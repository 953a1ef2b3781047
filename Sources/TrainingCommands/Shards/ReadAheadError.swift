import Commands
import Transport

/// Why shards in a bucket can't be read ahead.
enum ReadAheadError: Error, CustomStringConvertible {
  case tooLarge(shard: String, bytes: Int, limit: Int)
  case unread(shard: String, CloudError)

  var description: String {
    switch self {
    case .tooLarge(let shard, let bytes, let limit):
      "\(shard) has \(ByteSize(bytes: bytes)), and --read-ahead allows \(ByteSize(bytes: limit)) at a time; allow more, or prepare "
        + "smaller shards with --shard-mb."
    case .unread(let shard, let error):
      "\(shard) can't be read: \(error) Run the same command again: what was computed is kept."
    }
  }
}
