import CZimg

/// Everything a scaling graph depends on: renders of one geometry share a graph.
struct Geometry: Hashable {
  let coding: Pixels.Coding
  /// Samples of the source's first plane.
  let sourceWidth: Int
  let sourceHeight: Int
  /// The part of it that is drawn, in samples.
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  /// Pixels drawn.
  let targetWidth: Int
  let targetHeight: Int
}
