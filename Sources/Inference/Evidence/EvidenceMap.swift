import Imaging

/// How much each cell of the last feature map supports something: `height × width` values, row by row, none negative.
///
/// Class activation mapping (Zhou et al., 2016): the map's channels weighted by a class's row of the classifier.
package struct EvidenceMap: Hashable, Sendable {
  /// Rows of the map.
  package let height: Int
  /// Columns of the map.
  package let width: Int
  /// From 0 to 1: the largest is 1, unless all are 0.
  package let values: [Float]

  /// Weights `map` (`channels × height × width`) by one weight per channel; negative evidence counts as zero.
  ///
  /// - Parameter baseline: Evidence is what a cell has above the mean of these; nil for all that it has.
  package init(map: [Float], height: Int, width: Int, weights: [Float], above baseline: [Int]? = nil) {
    let cells = height * width
    var sum = [Float](repeating: 0, count: cells)
    for (channel, weight) in weights.enumerated() where weight != 0 {
      let start = channel * cells
      for cell in 0..<cells { sum[cell] += weight * map[start + cell] }
    }
    if let baseline, !baseline.isEmpty {
      let mean = baseline.reduce(0) { $0 + sum[$1] } / Float(baseline.count)
      sum = sum.map { $0 - mean }
    }
    self.init(height: height, width: width, values: sum)
  }

  package init(height: Int, width: Int, values: [Float]) {
    self.height = height
    self.width = width
    let largest = values.max() ?? 0
    self.values = values.map { largest > 0 ? max($0, 0) / largest : 0 }
  }

  /// The box around everything that is at least `threshold` of the maximum, grown by `margin` of its side on each side
  /// and kept inside the image; the whole image if there is no evidence.
  ///
  /// The map is upsampled four times, by linear interpolation, so that the box isn't bound to the cells.
  package func region(threshold: Double, margin: Double) -> Region {
    let fine = refined(by: 4)
    var left = fine.width
    var right = -1
    var top = fine.height
    var bottom = -1
    for y in 0..<fine.height {
      for x in 0..<fine.width where Double(fine.values[y * fine.width + x]) >= threshold {
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = max(bottom, y)
      }
    }
    guard right >= left, bottom >= top, values.contains(where: { $0 > 0 }) else { return .whole }
    let x = side(from: left, to: right, of: fine.width, margin: margin)
    let y = side(from: top, to: bottom, of: fine.height, margin: margin)
    return Region(x: x.start, y: y.start, width: x.length, height: y.length)
  }

  private func side(from first: Int, to last: Int, of count: Int, margin: Double) -> (start: Double, length: Double) {
    let start = Double(first) / Double(count)
    let end = Double(last + 1) / Double(count)
    let grown = (end - start) * margin
    let kept = max(0, start - grown)
    return (kept, min(1, end + grown) - kept)
  }

  /// The same map with `factor²` cells per cell, cell centres aligned, by linear interpolation.
  package func refined(by factor: Int) -> EvidenceMap {
    let columns = Self.weights(count: width, factor: factor)
    let rows = Self.weights(count: height, factor: factor)
    var fine = [Float]()
    fine.reserveCapacity(height * width * factor * factor)
    for row in rows {
      for column in columns {
        let above = mix(values[row.low * width + column.low], values[row.low * width + column.high], column.part)
        let below = mix(values[row.high * width + column.low], values[row.high * width + column.high], column.part)
        fine.append(mix(above, below, row.part))
      }
    }
    return EvidenceMap(height: height * factor, width: width * factor, values: fine)
  }

  private static func weights(count: Int, factor: Int) -> [(low: Int, high: Int, part: Float)] {
    (0..<(count * factor)).map { index in
      let place = (Float(index) + 0.5) / Float(factor) - 0.5
      let low = min(max(Int(place.rounded(.down)), 0), count - 1)
      let high = min(low + 1, count - 1)
      return (low, high, min(max(place - Float(low), 0), 1))
    }
  }
}

private func mix(_ a: Float, _ b: Float, _ part: Float) -> Float { a * (1 - part) + b * part }
