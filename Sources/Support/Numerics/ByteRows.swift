import CVectors
import Dispatch

/// Vectors of small whole numbers, one row each, in one block of memory.
package struct ByteRows {
  /// `count × width` signed bytes, row by row.
  package let bytes: UnsafeRawBufferPointer
  /// Numbers of a row.
  package let width: Int

  /// A row of this many numbers, 65,536 at most, can be searched.
  package static let widest = 1 << 16

  package init(_ bytes: UnsafeRawBufferPointer, width: Int) {
    (self.bytes, self.width) = (bytes, width)
  }

  /// How many rows there are.
  package var count: Int { bytes.count / max(width, 1) }

  /// The largest number of a vector whose inner product with any row fits into 32 bits.
  package static func bound(width: Int) -> Int { min(32_767, Int(Int32.max) / (128 * max(width, 1))) }

  /// The inner products of a range of rows with a vector of `width` numbers within `bound`, written to `products`.
  ///
  /// - Parameter isPlain: Whether to do without the processor's own instructions, which give the same numbers.
  package func products(
    _ range: Range<Int>, with vector: [Int16], into products: UnsafeMutableBufferPointer<Int32>, isPlain: Bool = false
  ) {
    precondition(vector.count == width && range.upperBound <= count && products.count >= range.count)
    guard let base = bytes.baseAddress, let target = products.baseAddress, !range.isEmpty else { return }
    let start = (base + range.lowerBound * width).assumingMemoryBound(to: Int8.self)
    let multiply = isPlain ? dogbreed_inner_products_plain : dogbreed_inner_products
    multiply(start, range.count, width, vector, target)
  }

  /// Reads every byte on all cores and does nothing else of note: the least time that a search can take.
  package func readThrough(cores: Int) -> UInt64 {
    let words = bytes.count / 8
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: cores) { sums in
      nonisolated(unsafe) let (all, sums) = (bytes, sums)
      DispatchQueue.concurrentPerform(iterations: cores) { core in
        let (first, end) = (words * core / cores, words * (core + 1) / cores)
        let part = UnsafeRawBufferPointer(rebasing: all[(first * 8)..<(end * 8)]).assumingMemoryBound(to: UInt64.self)
        (sums.baseAddress! + core).initialize(to: dogbreed_sum(part.baseAddress, part.count))
      }
      return sums.reduce(0, &+)
    }
  }
}
