import Artifact
import Dispatch
import Foundation
import NeuralNetwork
import Support

/// Times the search for the nearest images in an index of made-up features, against reading the same bytes and nothing else.
struct IndexBench {
  let count: Int
  let width: Int
  private let centres: [[Float]]

  private static let queryCount = 50
  private static let most = 5
  private static let block = 4096
  private static let rounds = 15

  init(count: Int, width: Int) {
    (self.count, self.width) = (count, width)
    centres = (0..<1000).map { centre in Self.noise(seed: 1 << 40 + centre, width: width).map { max(0, $0) } }
  }

  /// What was measured, one line each.
  func run() throws -> String {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let queries = (0..<Self.queryCount).map { unit(row(1 << 36 + $0)) }
    var builder = FeatureIndexBuilder(width: width)
    var exact = [[(place: Int, similarity: Float)]](repeating: [], count: queries.count)
    for start in stride(from: 0, to: count, by: Self.block) {
      let rows = rows(start..<min(start + Self.block, count), cores: cores)
      let scores = scores(of: rows, for: queries, cores: cores)
      for (offset, row) in rows.enumerated() {
        builder.append(
          IndexedImage(file: "\(start + offset)", classIndex: 0, digest: [UInt8](repeating: 0, count: 32)),
          features: row)
      }
      for query in queries.indices {
        let found = scores[query].enumerated().map { (place: start + $0.offset, similarity: $0.element) }
        exact[query] = Array((exact[query] + found).sorted { $0.similarity > $1.similarity }.prefix(Self.most))
      }
    }
    let index = try FeatureIndex(builder.encoded(), classes: 1, file: "bench")
    builder = FeatureIndexBuilder(width: width)
    var hits = 0
    for (query, wanted) in zip(queries, exact) {
      let found = Set(index.nearest(to: query, most: Self.most, cores: cores).map(\.place))
      hits += wanted.count { found.contains($0.place) }
    }
    let (search, read) = time(index, queries, cores: cores)
    let bytes = Double(count * width)
    return [
      String(
        format:
          "%d × %d features in eight bits, %d cores: search %.1f ms, reading the same bytes %.1f ms (%.1f GB/s), ratio %.2f",
        count, width, cores, search * 1000, read * 1000, bytes / read / 1e9, search / read),
      String(
        format: "recall of the %d nearest against exact 32-bit features: %.4f (%d queries)", Self.most,
        Double(hits) / Double(Self.most * queries.count), queries.count),
      "peak memory \(PeakMemory.megabytes) MB",
    ].joined(separator: "\n")
  }

  /// Medians of rounds that take turns.
  private func time(_ index: FeatureIndex, _ queries: [[Float]], cores: Int) -> (search: Double, read: Double) {
    var searches: [Double] = []
    var reads: [Double] = []
    for round in 0..<Self.rounds {
      let begun = ContinuousClock.now
      _ = index.nearest(to: queries[round % queries.count], most: Self.most, cores: cores)
      let found = ContinuousClock.now
      _ = index.readThrough(cores: cores)
      searches.append((found - begun) / .seconds(1))
      reads.append(found.duration(to: .now) / .seconds(1))
    }
    return (searches.sorted()[Self.rounds / 2], reads.sorted()[Self.rounds / 2])
  }

  private func rows(_ range: Range<Int>, cores: Int) -> [[Float]] {
    var rows = [[Float]](repeating: [], count: range.count)
    rows.withUnsafeMutableBufferPointer { rows in
      nonisolated(unsafe) let rows = rows
      DispatchQueue.concurrentPerform(iterations: range.count) { rows[$0] = unit(row(range.lowerBound + $0)) }
    }
    return rows
  }

  /// By query, then by row.
  private func scores(of rows: [[Float]], for queries: [[Float]], cores: Int) -> [[Float]] {
    var scores = [[Float]](repeating: [], count: queries.count)
    scores.withUnsafeMutableBufferPointer { scores in
      nonisolated(unsafe) let scores = scores
      DispatchQueue.concurrentPerform(iterations: queries.count) { query in
        scores[query] = rows.map { Self.dot($0, queries[query]) }
      }
    }
    return scores
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        var sums = (SIMD16<Float>(), SIMD16<Float>())
        var offset = 0
        while offset + 128 <= a.count {
          sums.0 +=
            a.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            * b.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
          sums.1 +=
            a.loadUnaligned(fromByteOffset: offset + 64, as: SIMD16<Float>.self)
            * b.loadUnaligned(fromByteOffset: offset + 64, as: SIMD16<Float>.self)
          offset += 128
        }
        var sum = (sums.0 + sums.1).sum()
        for place in stride(from: offset, to: a.count, by: 4) {
          sum += a.load(fromByteOffset: place, as: Float.self) * b.load(fromByteOffset: place, as: Float.self)
        }
        return sum
      }
    }
  }

  /// Features as pooled activations are: none negative, many zero, each image near the centre of its own kind.
  private func row(_ number: Int) -> [Float] {
    let centre = centres[number % centres.count]
    return zip(centre, Self.noise(seed: number, width: width)).map { max(0, $0 + 0.7 * $1) }
  }

  private func unit(_ row: [Float]) -> [Float] {
    let length = Self.dot(row, row).squareRoot()
    return row.map { $0 / max(length, 1e-9) }
  }

  /// Nearly normal numbers: sums of four even ones.
  private static func noise(seed: Int, width: Int) -> [Float] {
    var generator = SplitMix64(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
    return (0..<width).map { _ in
      let bits = generator.next()
      let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
      return (Float(sum) - 131_070) / 37_837
    }
  }
}
