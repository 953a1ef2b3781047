/// Which of the joined features some of several backbones give.
package struct FeatureColumns: Sendable {
  private let ranges: [Range<Int>]

  /// - Parameters:
  ///   - widths: Each backbone's number of features, in the order in which they are joined.
  ///   - chosen: Places among the backbones, in any order.
  package init(widths: [Int], chosen: some Sequence<Int>) {
    ranges = chosen.sorted().map { place in
      let start = widths.prefix(place).reduce(0, +)
      return start..<(start + widths[place])
    }
  }

  /// How many there are.
  package var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// The columns of rows of joined features, row by row.
  package func of(_ values: [Float], width: Int) -> [Float] {
    var columns: [Float] = []
    let rows = width > 0 ? values.count / width : 0
    columns.reserveCapacity(rows * count)
    for row in 0..<rows {
      for range in ranges { columns += values[(row * width + range.lowerBound)..<(row * width + range.upperBound)] }
    }
    return columns
  }

  /// Examples of the columns alone.
  package func of(_ neighbours: KindNeighbours) -> KindNeighbours {
    let all = neighbours.classifier
    return KindNeighbours(rows: of(all.rows, width: all.features), width: count, labels: neighbours.labels)
  }
}
