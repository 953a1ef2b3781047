/// The last few scaling graphs: building one takes as long as decoding a small image, and data sets repeat sizes.
struct GraphCache: Sendable {
  /// A cache can't affect the result, so one is shared by the whole process.
  static let shared = GraphCache(capacity: 64)

  private let graphs: RecentCache<Geometry, ScalingGraph>

  init(capacity: Int) { graphs = RecentCache(capacity: capacity) }

  var count: Int { graphs.count }

  func graph(_ geometry: Geometry) throws(ImagingError) -> ScalingGraph {
    try graphs.value(geometry) { () throws(ImagingError) in try ScalingGraph(geometry) }
  }
}
