import Corpus
import Support

/// One stretch of a split's order: a shard, or only problems at its end.
struct ShardPiece: Sendable {
  let record: ShardRecord?
  let tried: Int
  let source: String
  let problems: [Problem]
}

/// SHA-256 over (key, class id, name, SHA-256 of the file) of samples, in order.
struct SourceDigest {
  private var hasher = SHA256()

  mutating func add(_ planned: PlannedSample, classID: String, digest: SHA256Digest?) {
    for text in [planned.key, classID, planned.sample.name] {
      hasher.update(data: Array(text.utf8))
      hasher.update(data: [0])
    }
    if let digest {
      digest.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    } else {
      hasher.update(data: [UInt8](repeating: 0, count: SHA256Digest.byteCount))
    }
  }

  var hex: String { hasher.finalize().hexadecimal }
}
