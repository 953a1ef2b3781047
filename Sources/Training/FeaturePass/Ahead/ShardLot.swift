import Corpus

/// What is wanted of one shard.
package struct ShardLot: Sendable {
  /// The path that the shard has while it is here.
  package let shard: String
  /// The places of the images, in the order of their bytes.
  package let spans: [Span]

  /// - Parameter spans: In any order; several of one image count once.
  package init(shard: String, spans: [Span]) {
    self.shard = shard
    var ordered: [Span] = []
    for span in spans.sorted(by: { $0.offset < $1.offset }) where ordered.last?.offset != span.offset {
      ordered.append(span)
    }
    self.spans = ordered
  }

  /// The bytes to fetch of a shard of `size` bytes: all of them where most are wanted, else the images' and what little
  /// lies between them.
  ///
  /// - Parameter gap: As many bytes cost no more than another request.
  package func stretches(of size: Int, gap: Int) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    for span in spans {
      let begin = min(Int(clamping: span.offset), size)
      let end = min(begin + Int(span.length), size)
      if let last = stretches.last, begin - last.upperBound <= gap {
        stretches[stretches.count - 1] = last.lowerBound..<max(last.upperBound, end)
      } else {
        stretches.append(begin..<end)
      }
    }
    let wanted = stretches.reduce(0) { $0 + $1.count }
    return wanted > size - size / 8 ? [0..<size] : stretches
  }
}
