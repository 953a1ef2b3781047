import Imaging
import Support

extension EvidenceMap {
  /// The map laid over an image: `columns × rows` values by linear interpolation between the cells' centres.
  ///
  /// - Parameter frame: Which part of the image the map is of; what it doesn't cover has no evidence.
  package func laid(over columns: Int, _ rows: Int, frame: Frame) -> EvidenceMap {
    let across = Self.places(columns, from: frame.x, length: frame.width, cells: width)
    let down = Self.places(rows, from: frame.y, length: frame.height, cells: height)
    var laid = [Float](repeating: 0, count: columns * rows)
    for (row, y) in down.enumerated() {
      guard let y else { continue }
      for (column, x) in across.enumerated() {
        guard let x else { continue }
        let above = values[y.low * width + x.low] * (1 - x.part) + values[y.low * width + x.high] * x.part
        let below = values[y.high * width + x.low] * (1 - x.part) + values[y.high * width + x.high] * x.part
        laid[row * columns + column] = above * (1 - y.part) + below * y.part
      }
    }
    return EvidenceMap(height: rows, width: columns, values: laid)
  }

  /// For each of `count` pixels the two cells that its centre lies between, and how near it is to the second; nil outside.
  private static func places(
    _ count: Int, from start: Double, length: Double, cells: Int
  ) -> [(low: Int, high: Int, part: Float)?] {
    (0..<count).map { pixel in
      let place = ((Double(pixel) + 0.5) / Double(count) - start) / length
      guard (0...1).contains(place), cells > 0 else { return nil }
      let cell = min(max(place * Double(cells) - 0.5, 0), Double(cells - 1))
      let low = Int(cell)
      return (low, min(low + 1, cells - 1), Float(cell - Double(low)))
    }
  }
}
