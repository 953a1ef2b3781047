import Dispatch
import Foundation
import Support
import Synchronization

extension FeatureIndex {
  /// An image that was found, with its cosine to what was asked for.
  package struct Match: Hashable, Sendable {
    /// The image's place in the index.
    package let place: Int
    /// From −1 to 1.
    package let similarity: Float
  }

  /// Fewer rows aren't worth another core.
  private static let part = 1 << 14
  private static let block = 1 << 10
  private static let spare = 50

  /// The images whose features are most like these, the most alike first; of equal ones the first stored.
  ///
  /// - Parameters:
  ///   - features: `width` values of any length; none is found for zeros or for what isn't finite.
  ///   - most: How many, at most.
  ///   - cores: On how many cores, at most.
  package func nearest(
    to features: [Float], most: Int, cores: Int = ProcessInfo.processInfo.activeProcessorCount
  ) -> [Match] {
    let bound = ByteRows.bound(width: width)
    guard features.count == width, most > 0, count > 0,
      let (vector, step) = Self.rounded(features, to: bound)
    else { return [] }
    let most = min(most, count)
    // Eight bits may exchange what is almost equally alike: more are looked at again.
    let rough = most > Self.spare ? 2 * most : most + Self.spare
    let parts = max(1, min(cores, count / Self.part))
    let found = Mutex<[Match]>([])
    bytes.withUnsafeBytes { bytes in
      nonisolated(unsafe) let bytes = bytes
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        let mine = search(
          (count * part / parts)..<(count * (part + 1) / parts), for: vector, step: step, most: rough, in: bytes)
        found.withLock { $0 += mine }
      }
    }
    let best = found.withLock { $0 }.sorted(by: Self.isBefore).prefix(rough)
    return Array(best.map { exact($0, to: features) }.sorted(by: Self.isBefore).prefix(most))
  }

  /// The same match with the similarity of all that is stored.
  private func exact(_ match: Match, to features: [Float]) -> Match {
    let length = features.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    let sum = zip(self.features(match.place), features).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    // Rounding may lead beyond what a cosine can be.
    return Match(place: match.place, similarity: Float(min(1, max(-1, sum / length))))
  }

  /// Reads all features on as many cores and does nothing with them: the least time that a search can take.
  package func readThrough(cores: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      ByteRows(UnsafeRawBufferPointer(rebasing: $0[layout.rows]), width: width).readThrough(cores: cores)
    }
  }

  private static func isBefore(_ one: Match, _ other: Match) -> Bool {
    (one.similarity, other.place) > (other.similarity, one.place)
  }

  /// The best of a range of rows, in no order.
  private func search(
    _ range: Range<Int>, for vector: [Int16], step: Float, most: Int, in bytes: UnsafeRawBufferPointer
  ) -> [Match] {
    let rows = ByteRows(UnsafeRawBufferPointer(rebasing: bytes[layout.rows]), width: width)
    var best: [Match] = []
    var least = -Float.infinity
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.block) { products in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
        let end = min(start + Self.block, range.upperBound)
        rows.products(start..<end, with: vector, into: products)
        for place in start..<end {
          let offset = layout.scales.lowerBound + place * 4
          let scale = Float(bitPattern: UInt32(littleEndian: bytes.load(fromByteOffset: offset, as: UInt32.self)))
          let similarity = Float(products[place - start]) * scale * step
          guard similarity > least || best.count < most else { continue }
          let at = best.firstIndex { $0.similarity < similarity } ?? best.count
          best.insert(Match(place: place, similarity: similarity), at: at)
          if best.count > most { best.removeLast() }
          if best.count == most { least = best[most - 1].similarity }
        }
      }
    }
    return best
  }

  /// Features of length 1 as whole numbers within ±bound, and what one of them stands for; nil for no direction.
  static func rounded(_ features: some Collection<Float>, to bound: Int) -> (values: [Int16], step: Float)? {
    let length = features.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    let largest = features.reduce(Float(0)) { max($0, abs($1)) }
    guard length > 0, length.isFinite, largest > 0 else { return nil }
    let scale = Float(bound) / largest
    return (features.map { Int16(($0 * scale).rounded()) }, largest / Float(bound) / Float(length))
  }
}
