import Archives
import Corpus
import Foundation

/// One image out of a stream of shards.
package struct StreamedSample: Hashable, Sendable {
  /// The sample's name in its shard.
  package let key: String
  /// The class's index in the manifest.
  package let classIndex: Int
  /// The encoded image.
  package let bytes: [UInt8]
}

/// Reads shards from their first byte to their last, one after the other, as storage gives them fastest.
///
/// The order is the shards' own, shuffled when they were prepared; other epochs get another order from shuffling the
/// shards and a buffer of samples to draw from.
package struct ShardStream {
  private let root: String
  private var shards: ArraySlice<ShardRecord>
  private let manifest: ShardManifest
  private var tar: TarReader<FileSource>?
  private var index: ArraySlice<ShardIndex.Entry> = []

  init(root: String, shards: [ShardRecord], manifest: ShardManifest) {
    self.root = root
    self.shards = shards[...]
    self.manifest = manifest
  }

  /// The next image; nil after the last.
  ///
  /// Throws `CorpusError.damagedShards` where a shard is truncated, changed, or not what its index says.
  package mutating func next() throws(CorpusError) -> StreamedSample? {
    while true {
      guard let entry = index.popFirst() else {
        guard let record = shards.popFirst() else { return nil }
        try open(record)
        continue
      }
      return try sample(entry)
    }
  }

  private var file = ""

  private mutating func open(_ record: ShardRecord) throws(CorpusError) {
    file = "\(root)/\(record.file)"
    try record.checkSize(of: file)
    index = try ShardIndex(of: record, in: root, classes: manifest.classes.count).entries[...]
    do {
      tar = TarReader(try FileSource(file))
    } catch {
      throw .damagedShards(file: file, reason: "it can't be read")
    }
  }

  private mutating func sample(_ entry: ShardIndex.Entry) throws(CorpusError) -> StreamedSample {
    let name = "\(entry.key).\(manifest.preprocessing.format.fileExtension)"
    do {
      while let found = try tar?.next() {
        guard found.path == name else { continue }
        guard let bytes = try tar?.contents(limit: Int(entry.span.length)),
          Span.checksum(of: bytes) == entry.span.checksum
        else { break }
        return StreamedSample(key: entry.key, classIndex: entry.classIndex, bytes: bytes)
      }
    } catch {
      throw .damagedShards(file: file, reason: Self.reason(error))
    }
    throw .damagedShards(file: file, reason: "its image \(name) is missing or was changed")
  }

  private static func reason(_ error: ArchiveError) -> String {
    switch error {
    case .truncated: "it is truncated"
    case .damaged(let reason): reason
    default: "it can't be read"
    }
  }
}
