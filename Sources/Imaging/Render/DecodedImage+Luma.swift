extension DecodedImage {
  /// The mean luma of each cell of a grid over the upright image: columns × rows values from 0 to 255, row by
  /// row from the top.
  ///
  /// Luma is BT.601's luma of the stored samples, at whatever size they were decoded; a sample that overlaps two cells
  /// counts in each by its share. Both sides are at least 1.
  package func luma(columns: Int, rows: Int) -> [Float] {
    let (columns, rows) = (max(columns, 1), max(rows, 1))
    let (across, down) = orientation.swapsSides ? (rows, columns) : (columns, rows)
    let stored = pixels.luma(columns: across, rows: down)
    guard orientation != .upright else { return stored }
    var upright = [Float](repeating: 0, count: columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) = orientation.swapsSides ? (row, column) : (column, row)
        let storedX = orientation.reversesColumns ? across - 1 - x : x
        let storedY = orientation.reversesRows ? down - 1 - y : y
        upright[row * columns + column] = stored[storedY * across + storedX]
      }
    }
    return upright
  }

  /// The largest difference between two samples of one plane, 0 to 255: near 0 where the whole image is of one
  /// colour.
  package var spread: Int {
    pixels.planes.map { plane in
      var (low, high) = (UInt8.max, UInt8.min)
      for y in 0..<plane.height {
        let row = UnsafeBufferPointer(start: plane.row(y), count: plane.width)
        for value in row {
          low = min(low, value)
          high = max(high, value)
        }
      }
      return Int(high) - Int(low)
    }.max() ?? 0
  }
}

extension Pixels {
  /// The mean luma of each cell of a grid over the stored samples, row by row.
  fileprivate func luma(columns: Int, rows: Int) -> [Float] {
    let across = Self.shares(of: width, samples: planes[0].width, cells: columns)
    let down = Self.shares(of: height, samples: planes[0].height, cells: rows)
    var line = [Float](repeating: 0, count: planes[0].width)
    var cells = [Float](repeating: 0, count: columns)
    var sums = [Float](repeating: 0, count: columns * rows)
    // Each row of samples is visited once, or twice if it overlaps two cells.
    for (row, share) in down.enumerated() {
      for y in share.samples {
        readLuma(y, into: &line)
        for column in 0..<columns { cells[column] = across[column].mean(of: line) }
        let weight = share.weight(y)
        for column in 0..<columns { sums[row * columns + column] += weight * cells[column] }
      }
    }
    return sums
  }

  private func readLuma(_ y: Int, into line: inout [Float]) {
    let first = planes[0].row(y)
    guard coding == .rgb else {
      for x in line.indices { line[x] = Float(first[x]) }
      return
    }
    let (green, blue) = (planes[1].row(y), planes[2].row(y))
    for x in line.indices { line[x] = 0.299 * Float(first[x]) + 0.587 * Float(green[x]) + 0.114 * Float(blue[x]) }
  }

  /// Cuts `length` (at most `samples`, the last perhaps in part) into cells.
  private static func shares(of length: Double, samples: Int, cells: Int) -> [Share] {
    (0..<cells).map { cell in
      let start = length * Double(cell) / Double(cells)
      let end = length * Double(cell + 1) / Double(cells)
      let first = min(Int(start), samples - 1)
      let last = min(max(Int(end.rounded(.up)), first + 1), samples)
      return Share(start: start, end: end, samples: first..<last)
    }
  }
}

/// The samples within one cell, and how much of each.
private struct Share {
  let start: Double
  let end: Double
  let samples: Range<Int>

  /// The part of the cell that a sample makes up; the parts add up to 1.
  func weight(_ sample: Int) -> Float {
    guard samples.count > 1 else { return 1 }
    let covered = min(end, Double(sample + 1)) - max(start, Double(sample))
    return Float(max(covered, 0) / (end - start))
  }

  func mean(of line: [Float]) -> Float {
    var sum: Float = 0
    for sample in samples { sum += weight(sample) * line[sample] }
    return sum
  }
}
