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
  private static var piece: Int { 4 << 20 }

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
    let shares = shares(of: samples, over: size)
    func share(_ rank: Int) -> [Sample] { shares[rank].map { samples[Int($0)] } }
    var result = try await run(share(rank), progress: progress)
    try common.group.words.leave("done", under: "\(word) \(rank)")
    guard rank == 0 else {
      // Rank 0 receives one after another, so that nobody waits in the middle of sending.
      try await common.wait(for: [0], toLeave: "\(word) turn \(rank)")
      try send(result, of: share(rank), in: common.group)
      return result
    }
    try await common.wait(for: Array(1..<size), toLeave: word)
    result.table.extend(to: samples, places: shares[0])
    for other in 1..<size {
      try common.group.words.leave("now", under: "\(word) turn \(other) 0")
      try await receive(into: &result, from: other, shares[other], in: common.group)
    }
    if let order = result.table.order {
      result.table.reorder(order)
      result.digests = order.map { result.digests[$0] }
    }
    try await store.flush()
    return result
  }

  /// Which of the samples each process looks at: stretches of them, but of shards elsewhere whole ones.
  private func shares(of samples: [Sample], over size: Int) -> [[UInt32]] {
    var shares = [[UInt32]](repeating: [], count: size)
    for (place, sample) in samples.enumerated() {
      let owner = rows?.owners[sample.root] ?? (place * size + size - 1) / max(samples.count, 1)
      shares[min(owner, size - 1)].append(UInt32(place))
    }
    return shares
  }

  private func send(_ result: FeaturePassResult, of share: [Sample], in group: ProcessGroup) throws {
    let table = result.table
    let header = ShareHeader(
      pipeline: pipeline, places: table.read.map { Int($0) }, problems: result.problems, computed: result.computed,
      cached: result.cached)
    try group.send(Array(try JSONEncoder().encode(header)), to: 0)
    try group.send(result.digests.flatMap { $0 }, to: 0)
    let step = step
    for start in stride(from: 0, to: table.count, by: step) {
      let values = try table.values(of: start..<min(start + step, table.count))
      try group.send(values.withUnsafeBytes { Array($0) }, to: 0)
    }
  }

  private func receive(
    into whole: inout FeaturePassResult, from rank: Int, _ share: [UInt32], in group: ProcessGroup
  ) async throws {
    let header = try JSONDecoder().decode(ShareHeader.self, from: Data(group.receive(from: rank)))
    guard header.pipeline == pipeline else {
      throw GroupError.failed(
        rank: rank,
        reason: "it computes features differently from process 0; use the same --precision and weights everywhere")
    }
    let digests = try group.receive(from: rank)
    let rowLength = views.count * store.width
    guard digests.count == header.places.count * FeatureKey.length,
      header.places.allSatisfy({ share.indices.contains($0) })
    else { throw GroupError.failed(rank: rank, reason: "it sent features of another size") }
    let step = step
    for start in stride(from: 0, to: header.places.count, by: step) {
      let numbers = start..<min(start + step, header.places.count)
      let piece = try group.receive(from: rank)
      guard piece.count == numbers.count * rowLength * 4 else {
        throw GroupError.failed(rank: rank, reason: "it sent features of another size")
      }
      for number in numbers {
        let digest = digests.withUnsafeBytes {
          SHA256Digest(UnsafeRawBufferPointer(rebasing: $0.dropFirst(number * FeatureKey.length)))
        }
        var places: [UInt32] = []
        for (view, kind) in views.enumerated() {
          let values = Self.floats(piece, at: (number - start) * rowLength + view * store.width, count: store.width)
          let key = FeatureKey(image: digest, pipeline: self.pipeline(for: kind), view: kind)
          places.append(try await store.insert(values, for: key))
        }
        whole.table.append(Int(share[header.places[number]]), places)
        whole.digests.append(digest)
      }
    }
    whole.problems += header.problems
    whole.computed += header.computed
    whole.cached += header.cached
  }

  /// Samples whose rows are sent at once.
  private var step: Int { max(1, Self.piece / max(1, views.count * store.width)) }

  private static func floats(_ bytes: [UInt8], at start: Int, count: Int) -> [Float] {
    bytes.withUnsafeBytes { bytes in
      (start..<(start + count)).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
