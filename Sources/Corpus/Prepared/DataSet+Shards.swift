import Foundation
import Imaging
import Support

extension DataSet {
  /// The images of prepared shards, each with its place inside its shard; their classes keep the manifest's order.
  ///
  /// The shards' sizes and the indices are checked, the images' bytes when they are read. Throws
  /// `CorpusError.damagedShards`.
  ///
  /// - Parameter elsewhere: The folder that the shards will be in, where they aren't here yet: only their indices are checked.
  init(_ manifest: ShardManifest, in root: String, elsewhere: String? = nil) throws(CorpusError) {
    var samples: [Sample] = []
    // What the manifest claims is checked shard by shard.
    samples.reserveCapacity(min(manifest.shards.reduce(0) { $0 + $1.samples }, 1 << 20))
    for record in manifest.shards {
      let shard = "\(elsewhere ?? root)/\(record.file)"
      if elsewhere == nil { try record.checkSize(of: shard) }
      var folders: [Int: String] = [:]
      let index = try ShardIndex(of: record, in: root, classes: manifest.classes.count)
      let digests = index.digests
      for (place, entry) in index.entries.enumerated() {
        guard let name = ShardKey.parts(entry.key[...]) else { continue }
        let folder = folders[entry.classIndex] ?? name.folder
        folders[entry.classIndex] = folder
        samples.append(
          Sample(
            root: shard, folder: folder, baseName: "\(name.stem).\(manifest.preprocessing.format.fileExtension)",
            classIndex: entry.classIndex, split: record.split,
            span: digests.map { entry.span.with($0, at: place) } ?? entry.span))
      }
    }
    samples.sort { a, b in
      if a.classIndex != b.classIndex { return a.classIndex < b.classIndex }
      if a.baseName != b.baseName { return a.baseName < b.baseName }
      return (a.root, a.span?.offset ?? 0) < (b.root, b.span?.offset ?? 0)
    }
    let made = manifest.preprocessing
    self.init(
      classes: manifest.classes, samples: samples,
      notes: [
        "The images come from prepared shards: \(made.size)×\(made.size), \(made.resize.rawValue), "
          + "\(made.format.rawValue) of quality \(made.quality)."
      ])
  }
}

extension ShardRecord {
  /// Throws `CorpusError.damagedShards` unless the shard is a file of the size that was written.
  package func checkSize(of path: String) throws(CorpusError) {
    var info = stat()
    guard stat(path, &info) == 0 else {
      throw .damagedShards(file: path, reason: SystemReason.last)
    }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .damagedShards(file: path, reason: "it is not a file") }
    guard Int(info.st_size) == bytes else {
      throw .damagedShards(file: path, reason: "it has \(info.st_size) bytes instead of \(bytes)")
    }
  }
}
