import Torch

extension LabelledFeatures {
  /// Writes rows, row by row, into a buffer of just their size. Throws `TrainingError.cache`.
  func read(_ rows: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(TrainingError) {
    var row = rows.lowerBound
    while row < rows.upperBound {
      let number = segment(of: row)
      let end = number + 1 < segments.count ? min(segments[number + 1].start, rows.upperBound) : rows.upperBound
      let segment = segments[number]
      let own = (row - segment.start)..<(end - segment.start)
      let target = UnsafeMutableBufferPointer(
        rebasing: buffer[((row - rows.lowerBound) * width)..<((end - rows.lowerBound) * width)])
      if let stored = segment.stored {
        try stored.read(segment.places[own], into: target)
      } else {
        _ = target.update(fromContentsOf: segment.values[(own.lowerBound * width)..<(own.upperBound * width)])
      }
      row = end
    }
  }

  /// The values of some rows, row by row. Throws `TrainingError.cache`.
  package func values(of rows: Range<Int>) throws(TrainingError) -> [Float] {
    var failure: TrainingError?
    let values = [Float](unsafeUninitializedCapacity: rows.count * width) { buffer, count in
      do throws(TrainingError) {
        try read(rows, into: UnsafeMutableBufferPointer(rebasing: buffer[..<(rows.count * width)]))
        count = rows.count * width
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  /// All values in memory, `count × width`, row by row. Throws `TrainingError.cache`.
  package func values() throws(TrainingError) -> [Float] { try values(of: 0..<count) }

  /// A row's values. Throws `TrainingError.cache`.
  package func row(_ row: Int) throws(TrainingError) -> [Float] { try values(of: row..<(row + 1)) }

  /// The rows as a regression reads them.
  var regressionRows: RegressionRows {
    RegressionRows(count: count, width: width) { rows, buffer in try read(rows, into: buffer) }
  }
}

extension FeatureRows {
  /// A row's values. Throws `TrainingError.cache`.
  func row(_ place: UInt32) throws(TrainingError) -> [Float] { try values([place]) }

  /// The values of rows, in the order of their places. Throws `TrainingError.cache`.
  func values(_ places: ArraySlice<UInt32>) throws(TrainingError) -> [Float] {
    var failure: TrainingError?
    let values = [Float](unsafeUninitializedCapacity: places.count * width) { buffer, count in
      do throws(TrainingError) {
        try read(places, into: UnsafeMutableBufferPointer(rebasing: buffer[..<(places.count * width)]))
        count = places.count * width
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }
}
