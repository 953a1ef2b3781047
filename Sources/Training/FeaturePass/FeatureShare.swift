import Corpus
import Foundation
import Support
import Torch

/// The header that a process sends before the rows of its share of a feature pass.
private struct ShareHeader: Codable {
  /// What the features depend on besides the images.
  var pipeline: String
  /// The indices, within the share, of the samples that could be read.
  var places: [Int]
  var problems: [Problem]
  var computed: Int
  var cached: Int
}

extension FeaturePass {
  /// Most values sent at once.
  private static var piece: Int { 16 << 20 }

  /// Runs over the samples, each process of a common run over its share; the first gets all rows, in the samples'
  /// order.
  ///
  /// - Parameter word: Names this pass among the others of the run.
  /// - Throws: What `run` throws, `GroupError` and `TorchError` for a process that is lost, or computes otherwise.
  func run(
    _ samples: [Sample], over common: CommonRun?, as word: String, progress: any ProgressReporter
  ) async throws -> FeaturePassResult {
    guard let common else { return try await run(samples, progress: progress) }
    let (rank, size) = (common.group.rank, common.group.size)
    func share(_ rank: Int) -> [Sample] {
      Array(samples[(samples.count * rank / size)..<(samples.count * (rank + 1) / size)])
    }
    var result = try await run(share(rank), progress: progress)
    try common.group.words.leave("done", under: "\(word) \(rank)")
    guard rank == 0 else {
      // Rank 0 receives one after another, so that nobody waits in the middle of sending.
      try await common.wait(for: [0], toLeave: "\(word) turn \(rank)")
      try send(result, of: share(rank), in: common.group)
      return result
    }
    try await common.wait(for: Array(1..<size), toLeave: word)
    for other in 1..<size {
      try common.group.words.leave("now", under: "\(word) turn \(other) 0")
      try await receive(into: &result, from: other, share(other), in: common.group)
    }
    try await store.flush()
    return result
  }

  private func send(_ result: FeaturePassResult, of share: [Sample], in group: ProcessGroup) throws {
    var places: [Int] = []
    for (place, sample) in share.enumerated() where places.count < result.table.samples.count {
      if result.table.samples[places.count] == sample { places.append(place) }
    }
    let header = ShareHeader(
      pipeline: pipeline, places: places, problems: result.problems, computed: result.computed, cached: result.cached)
    try group.send(Array(try JSONEncoder().encode(header)), to: 0)
    try group.send(result.digests.flatMap { $0 }, to: 0)
    let values = result.table.values
    for start in stride(from: 0, to: values.count, by: Self.piece) {
      let piece = Array(values[start..<min(start + Self.piece, values.count)])
      try group.send(piece.withUnsafeBytes { Array($0) }, to: 0)
    }
  }

  private func receive(
    into whole: inout FeaturePassResult, from rank: Int, _ share: [Sample], in group: ProcessGroup
  ) async throws {
    let header = try JSONDecoder().decode(ShareHeader.self, from: Data(group.receive(from: rank)))
    guard header.pipeline == pipeline else {
      throw GroupError.failed(
        rank: rank,
        reason: "it computes features differently from process 0; use the same --precision and weights everywhere")
    }
    let digests = try group.receive(from: rank)
    let rowLength = views.count * whole.table.width
    let count = header.places.count * rowLength
    var values: [Float] = []
    values.reserveCapacity(count)
    while values.count < count {
      let piece = try group.receive(from: rank)
      guard !piece.isEmpty, piece.count % 4 == 0 else { break }
      piece.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: 4) {
          values.append(bytes.loadUnaligned(fromByteOffset: start, as: Float.self))
        }
      }
    }
    guard values.count == count, digests.count == header.places.count * FeatureKey.length,
      header.places.allSatisfy({ share.indices.contains($0) })
    else { throw GroupError.failed(rank: rank, reason: "it sent features of another size") }
    for (number, place) in header.places.enumerated() {
      let digest = Array(digests[(number * FeatureKey.length)..<((number + 1) * FeatureKey.length)])
      let rows = views.indices.map { view in
        let start = number * rowLength + view * whole.table.width
        return Array(values[start..<(start + whole.table.width)])
      }
      whole.table.append(share[place], rows)
      whole.digests.append(digest)
      for (view, row) in zip(views, rows) {
        try await store.insert(row, for: FeatureKey(image: digest, pipeline: pipeline, view: view))
      }
    }
    whole.problems += header.problems
    whole.computed += header.computed
    whole.cached += header.cached
  }
}
