import Foundation
import NeuralNetwork

/// A projective map of the square −1…1 onto itself: maps each point of the result to its source.
///
/// Row-major 3×3, applied to (x, y, 1), the last row dividing the other two (Hartley and Zisserman 2004, section 2.3).
struct Warp: Sendable, Hashable {
  var matrix: [Double]

  static let identity = Warp(matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1])

  static func rotation(degrees: Double) -> Warp {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    return Warp(matrix: [cosine, sine, 0, -sine, cosine, 0, 0, 0, 1])
  }

  static func shear(x: Double = 0, y: Double = 0) -> Warp { Warp(matrix: [1, x, 0, y, 1, 0, 0, 0, 1]) }

  /// By shares of a side.
  static func translation(x: Double = 0, y: Double = 0) -> Warp {
    Warp(matrix: [1, 0, 2 * x, 0, 1, 2 * y, 0, 0, 1])
  }

  /// Each corner of the result is taken from a place up to `distortion` of half a side inside the image.
  ///
  /// Moving corners outwards and inwards gives the same family as torchvision's `RandomPerspective`.
  static func perspective(_ distortion: Double, using generator: inout SplitMix64) -> Warp {
    var corners: [(Double, Double)] = []
    for (x, y) in [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)] {
      corners.append(
        (
          x * (1 + Double.random(in: 0...distortion, using: &generator)),
          y * (1 + Double.random(in: 0...distortion, using: &generator))
        ))
    }
    return square(to: corners) ?? .identity
  }

  /// This map followed by `other`.
  func after(_ other: Warp) -> Warp {
    var product = [Double](repeating: 0, count: 9)
    for row in 0..<3 {
      for column in 0..<3 {
        for k in 0..<3 { product[row * 3 + column] += other.matrix[row * 3 + k] * matrix[k * 3 + column] }
      }
    }
    return Warp(matrix: product)
  }

  /// Resamples three planes of size × size bilinearly; points outside get the fill colour.
  func applied(to values: [Float], size: Int, fill: [Float]) -> [Float] {
    let m = matrix
    let half = Double(size) / 2
    let plane = size * size
    return [Float](unsafeUninitializedCapacity: 3 * plane) { target, count in
      values.withUnsafeBufferPointer { source in
        for row in 0..<size {
          let y = (Double(row) + 0.5) / half - 1
          for column in 0..<size {
            let x = (Double(column) + 0.5) / half - 1
            let depth = m[6] * x + m[7] * y + m[8]
            let fromX = ((m[0] * x + m[1] * y + m[2]) / depth + 1) * half - 0.5
            let fromY = ((m[3] * x + m[4] * y + m[5]) / depth + 1) * half - 0.5
            let place = row * size + column
            guard depth > 0, fromX > -1, fromY > -1, fromX < Double(size), fromY < Double(size) else {
              for channel in 0..<3 { target[channel * plane + place] = fill[channel] }
              continue
            }
            let (left, top) = (Int(fromX.rounded(.down)), Int(fromY.rounded(.down)))
            let (shareX, shareY) = (Float(fromX - Double(left)), Float(fromY - Double(top)))
            for channel in 0..<3 {
              func at(_ x: Int, _ y: Int) -> Float {
                x >= 0 && y >= 0 && x < size && y < size ? source[channel * plane + y * size + x] : fill[channel]
              }
              let upper = at(left, top) * (1 - shareX) + at(left + 1, top) * shareX
              let lower = at(left, top + 1) * (1 - shareX) + at(left + 1, top + 1) * shareX
              target[channel * plane + place] = upper * (1 - shareY) + lower * shareY
            }
          }
        }
      }
      count = 3 * plane
    }
  }

  /// The map of the square −1…1 to four corners (Heckbert 1989, section 2.2.3); nil where they lie on a line.
  private static func square(to corners: [(Double, Double)]) -> Warp? {
    let (a, b, c, d) = (corners[0], corners[1], corners[2], corners[3])
    let (dx1, dx2, dx3) = (b.0 - c.0, d.0 - c.0, a.0 - b.0 + c.0 - d.0)
    let (dy1, dy2, dy3) = (b.1 - c.1, d.1 - c.1, a.1 - b.1 + c.1 - d.1)
    let area = dx1 * dy2 - dx2 * dy1
    guard abs(area) > 1e-9 else { return nil }
    let g = (dx3 * dy2 - dx2 * dy3) / area
    let h = (dx1 * dy3 - dx3 * dy1) / area
    let unit = Warp(matrix: [
      b.0 - a.0 + g * b.0, d.0 - a.0 + h * d.0, a.0,
      b.1 - a.1 + g * b.1, d.1 - a.1 + h * d.1, a.1,
      g, h, 1,
    ])
    // From −1…1 to the 0…1 that the formula is for.
    return Warp(matrix: [0.5, 0, 0.5, 0, 0.5, 0.5, 0, 0, 1]).after(unit)
  }
}
