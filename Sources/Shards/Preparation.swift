import Corpus
import Foundation
import Imaging
import Support
import Taxonomy

/// Turns images into shards: decoded, resized and encoded on all cores, written in a fixed order.
package struct Preparation: Sendable {
  let options: PreparationOptions
  let progress: @Sendable (_ done: Int, _ total: Int) -> Void

  package init(options: PreparationOptions, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) {
    self.options = options
    self.progress = progress
  }

  /// Prepares a data set in a folder that is new, empty, or was begun with the same options before.
  ///
  /// Finished shards of an earlier run are kept where the images they came from and they themselves are unchanged.
  /// Throws `ShardError` and `CorpusError`; finished shards are kept for the next run.
  package func run(_ dataSet: DataSet, to place: URL) async throws -> PreparedShards {
    let folder = try ShardFolder(place, plan: ShardPlan(options, classes: dataSet.classes))
    let parts = dataSet.planned(seed: options.seed)
    var pieces: [(split: Split, piece: ShardPiece, problems: [Problem])] = []
    var (done, kept) = (0, 0)
    for split in Split.allCases {
      let order = parts[split] ?? []
      var (first, number) = (0, 0)
      while first < order.count {
        let name = split.rawValue + "-" + String(repeating: "0", count: max(0, 6 - "\(number)".count)) + "\(number)"
        let piece: ShardPiece
        if let record = folder.record(split, first: first), record.file == name + ".tar",
          try await keeps(record, order, dataSet, folder)
        {
          piece = ShardPiece(record: record, tried: record.tried, source: record.source, problems: record.problems)
          kept += 1
        } else {
          try folder.begin()
          piece = try await write(
            ShardWriter(
              name, in: folder, split: split, first: first,
              fileExtension: options.preprocessing.format.fileExtension), order[first...], dataSet,
            before: done, of: dataSet.samples.count)
        }
        let tried = order[first..<first + piece.tried]
        pieces.append((split, piece, piece.problems.map { Self.absolute($0, tried) }))
        first += piece.tried
        number += 1
        done += piece.tried
        progress(done, dataSet.samples.count)
      }
    }
    let problems = dataSet.problems + pieces.flatMap(\.problems)
    guard pieces.contains(where: { $0.piece.record != nil }) else {
      throw ShardError.noImages(reason: problems.first.map { "\($0.file): \($0.reason)" } ?? "there is none")
    }
    if options.isStrict, let first = problems.first {
      throw ShardError.problems(problems.count, first: "\(first.file): \(first.reason)")
    }
    let manifest = try manifest(of: pieces.map { ($0.split, $0.piece) }, dataSet, in: folder)
    try folder.finish(manifest)
    return PreparedShards(manifest: manifest, kept: kept, problems: problems)
  }

  private var maker: (DataSet) -> SampleMaker {
    { SampleMaker(classes: $0.classes, preprocessing: options.preprocessing, limits: options.limits) }
  }

  /// Writes samples until the shard is full or none are left.
  private func write(
    _ writer: ShardWriter, _ samples: ArraySlice<PlannedSample>, _ dataSet: DataSet, before: Int, of total: Int
  ) async throws -> ShardPiece {
    let maker = maker(dataSet)
    var tried = 0
    try await samples.orderedMap(
      width: options.threads, ahead: 4 * options.threads, { planned throws(any Error) in maker.make(planned) },
      receive: { made throws(any Error) in
        try writer.add(made, classID: dataSet.classes[made.planned.sample.classIndex].id)
        tried += 1
        progress(before + tried, total)
        return writer.count < options.shardBytes
      })
    return try writer.finish()
  }

  /// Whether a finished shard and the images it came from are unchanged.
  private func keeps(
    _ record: ShardRecord, _ order: [PlannedSample], _ dataSet: DataSet, _ folder: ShardFolder
  ) async throws -> Bool {
    guard record.first + record.tried <= order.count,
      // The last shard of its split takes in what came after it, as a fresh one does.
      record.first + record.tried == order.count || record.bytes - ShardWriter.trailer >= options.shardBytes,
      (try? ContentHash.of(file: URL(filePath: folder.path(record.file)))) == record.sha256,
      let index = try? ShardIndex(of: record, in: folder.root, classes: dataSet.classes.count), index.digests != nil
    else { return false }
    let maker = maker(dataSet)
    var source = SourceDigest()
    let tried = order[record.first..<record.first + record.tried]
    try await tried.orderedMap(
      width: options.threads, ahead: 4 * options.threads,
      { planned throws(any Error) in (planned, maker.digest(planned)) },
      receive: { (planned, digest) throws(any Error) in
        source.add(planned, classID: dataSet.classes[planned.sample.classIndex].id, digest: digest)
        return true
      })
    return source.hex == record.source
  }

  private func manifest(
    of pieces: [(split: Split, piece: ShardPiece)], _ dataSet: DataSet, in folder: ShardFolder
  ) throws -> ShardManifest {
    let records = pieces.compactMap(\.piece.record)
    let isTrained = records.contains { $0.split == .train }
    var pixels = PixelSums()
    var (counts, classCounts): ([String: Int], [String: [Int]]) = ([:], [:])
    for record in records {
      if !isTrained || record.split == .train { pixels.add(record.pixels) }
      counts[record.split.rawValue, default: 0] += record.samples
      var classes = classCounts[record.split.rawValue] ?? [Int](repeating: 0, count: dataSet.classes.count)
      for entry in try ShardIndex(of: record, in: folder.root, classes: classes.count).entries {
        classes[entry.classIndex] += 1
      }
      classCounts[record.split.rawValue] = classes
    }
    var source = SHA256()
    for (_, piece) in pieces { source.update(data: Array(piece.source.utf8)) }
    return ShardManifest(
      classes: dataSet.classes, preprocessing: options.preprocessing, seed: options.seed,
      shardBytes: options.shardBytes, counts: counts, classCounts: classCounts, pixels: pixels.statistics,
      source: source.finalize().hexadecimal, shards: records, problems: pieces.flatMap(\.piece.problems))
  }

  private static func absolute(_ problem: Problem, _ tried: ArraySlice<PlannedSample>) -> Problem {
    let path = tried.first { $0.sample.name == problem.file }?.sample.path
    return Problem(file: path ?? problem.file, reason: problem.reason)
  }
}
