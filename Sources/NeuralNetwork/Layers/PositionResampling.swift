/// How a square of learnt positions becomes one of another size: bicubic, rows and columns apart.
package enum PositionResampling: Sendable, Hashable {
  /// DINOv2's own way: no antialiasing (Keys' kernel with a = −0.75), and the scale (places + offset) / side, with 0.1
  /// for the offset (`interpolate_pos_encoding` of facebookresearch/dinov2, `interpolate_offset`).
  case offset(Double)
  /// timm's way: antialiased as Pillow does it (a = −0.5, the kernel widened when there are fewer places).
  case antialiased

  /// Weights of the old places for each new one: [places, side], each row's sum 1; the identity where nothing changes.
  package func weights(from side: Int, to places: Int) -> [Float] {
    var weights = [Double](repeating: 0, count: places * side)
    for place in 0..<places {
      let row = place * side
      switch self {
      case _ where side == places: weights[row + place] = 1
      case .offset(let offset):
        let source = (Double(place) + 0.5) * Double(side) / (Double(places) + offset) - 0.5
        let first = Int(source.rounded(.down))
        for tap in -1...2 {
          let old = min(max(first + tap, 0), side - 1)
          weights[row + old] += Self.cubic(source - Double(first + tap), a: -0.75)
        }
      case .antialiased:
        let scale = Double(side) / Double(places)
        let width = max(scale, 1)
        let centre = (Double(place) + 0.5) * scale
        let start = max(Int(centre - 2 * width + 0.5), 0)
        let end = min(Int(centre + 2 * width + 0.5), side)
        for old in start..<max(end, start) {
          weights[row + old] = Self.cubic((Double(old) - centre + 0.5) / width, a: -0.5)
        }
        let sum = weights[row..<(row + side)].reduce(0, +)
        for old in 0..<side { weights[row + old] /= sum }
      }
    }
    return weights.map { Float($0) }
  }

  /// Keys' cubic convolution kernel (1981).
  private static func cubic(_ distance: Double, a: Double) -> Double {
    let x = abs(distance)
    if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
    return 0
  }
}
