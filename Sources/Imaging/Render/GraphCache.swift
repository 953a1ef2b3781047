import Synchronization

/// The last few scaling graphs: building one takes as long as decoding a small image, and data sets repeat sizes.
///
/// A cache that can't affect the result, so one is shared by the whole process.
final class GraphCache: Sendable {
  static let shared = GraphCache(capacity: 64)

  private let capacity: Int
  private let entries = Mutex<(clock: UInt64, graphs: [Geometry: (graph: ScalingGraph, used: UInt64)])>((0, [:]))

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { entries.withLock { $0.graphs.count } }

  func graph(_ geometry: Geometry) throws(ImagingError) -> ScalingGraph {
    let known = entries.withLock { entries in
      entries.clock += 1
      entries.graphs[geometry]?.used = entries.clock
      return entries.graphs[geometry]?.graph
    }
    if let known { return known }
    // Built outside the lock: two threads may build the same one, and either is fine.
    let graph = try ScalingGraph(geometry)
    entries.withLock { entries in
      if entries.graphs.count >= capacity, let oldest = entries.graphs.min(by: { $0.value.used < $1.value.used }) {
        entries.graphs[oldest.key] = nil
      }
      entries.graphs[geometry] = (graph, entries.clock)
    }
    return graph
  }
}
