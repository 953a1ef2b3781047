/// Rows of features that a regression reads run by run, as often as it needs them: in memory or on disk.
package struct RegressionRows: Sendable {
  /// Writes the rows of a range, row-major, into a buffer of just their size; several threads call it at once.
  package typealias Reading = @Sendable (Range<Int>, UnsafeMutableBufferPointer<Float>) throws -> Void

  /// How many rows there are.
  package let count: Int
  /// Features of a row.
  package let width: Int
  private let reading: Reading

  package init(count: Int, width: Int, reading: @escaping Reading) {
    (self.count, self.width, self.reading) = (count, width, reading)
  }

  /// Rows in memory, one after the other; there are as many as are complete.
  package init(_ values: [Float], width: Int) {
    self.init(count: width > 0 ? values.count / width : 0, width: width) { rows, buffer in
      let wanted = values[(rows.lowerBound * width)..<(rows.upperBound * width)]
      _ = buffer.update(fromContentsOf: wanted)
    }
  }

  /// The rows of a range as a tensor [m, d].
  ///
  /// Throws `TorchError.unreadable` for what reading throws.
  package func tensor(_ rows: Range<Int>) throws(TorchError) -> Tensor {
    try Tensor(shape: [rows.count, width]) { (buffer: UnsafeMutableBufferPointer<Float>) throws(TorchError) in
      guard !rows.isEmpty else { return }
      do {
        try reading(rows, buffer)
      } catch {
        throw .unreadable(reason: "\(error)")
      }
    }
  }
}
