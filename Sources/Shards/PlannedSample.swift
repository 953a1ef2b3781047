import Corpus
import Taxonomy

/// A sample and its name in the shards.
struct PlannedSample: Sendable {
  let sample: Sample
  let key: String
}

extension DataSet {
  /// The samples of one split in the order of the shards: by the hash of (seed, class id, key), so that every stretch
  /// of a shard has images of many classes, and adding an image moves no other.
  ///
  /// Keys are unique across splits: of several images with one class and name, the later ones get a number.
  func planned(seed: UInt64) -> [Split: [PlannedSample]] {
    var used: [String: Int] = [:]
    used.reserveCapacity(samples.count)
    var parts: [Split: [(hash: UInt64, planned: PlannedSample)]] = [:]
    for sample in samples {
      let id = classes[sample.classIndex].id
      let plain = ShardKey.make(class: id, stem: sample.stem)
      let count = (used[plain] ?? 0) + 1
      used[plain] = count
      let key = count == 1 ? plain : ShardKey.numbered(plain, count)
      var hash = StableHash(seed: seed)
      hash.add(id)
      hash.add(key)
      parts[sample.split, default: []].append((hash.value, PlannedSample(sample: sample, key: key)))
    }
    return parts.mapValues { part in
      part.sorted { ($0.hash, $0.planned.key) < ($1.hash, $1.planned.key) }.map(\.planned)
    }
  }
}
