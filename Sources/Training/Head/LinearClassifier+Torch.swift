import Inference
import Torch

extension LinearClassifier {
  /// Logits of every row: `count × classes`, row by row; the same bits on any number of threads.
  ///
  /// Throws `TorchError`, and `TrainingError.cache`.
  func logits(of features: LabelledFeatures) throws -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(features.count * classes)
    try forEachBlock(of: features) { _, found in logits += found }
    return logits
  }

  /// Logits of chosen rows, in the order chosen.
  func logits(ofRows rows: [Int], in features: LabelledFeatures) throws -> [Float] {
    try logits(of: features.chosen(rows))
  }

  /// Hands over each row's logits, in the rows' order; all rows' are never held.
  ///
  /// Throws what the body throws, `TorchError`, and `TrainingError.cache`.
  func forEachRow(of features: LabelledFeatures, _ body: (_ row: Int, ArraySlice<Float>) throws -> Void) throws {
    try forEachBlock(of: features) { rows, logits in
      for (place, row) in rows.enumerated() { try body(row, logits[(place * classes)..<((place + 1) * classes)]) }
    }
  }

  /// Logits of the rows, block by block; a block and its logits take about 8 MB.
  private func forEachBlock(
    of features: LabelledFeatures, _ body: (_ rows: Range<Int>, _ logits: [Float]) throws -> Void
  ) throws {
    let weight = try Tensor(rows, shape: [classes, self.features])
    let bias = try Tensor(bias, shape: [classes])
    let step = max(1, (2 << 20) / max(1, classes + self.features))
    let input = features.regressionRows
    for start in stride(from: 0, to: features.count, by: step) {
      let block = start..<min(start + step, features.count)
      let parts = (block.count + Self.rowsOfAPart - 1) / Self.rowsOfAPart
      let found = try Parts.map(parts) { (part) throws(TorchError) in
        let first = start + part * Self.rowsOfAPart
        let rows = first..<min(first + Self.rowsOfAPart, block.upperBound)
        return try input.tensor(rows).linear(weight, bias: bias).values(Float.self)
      }
      try body(block, found.count == 1 ? found[0] : Array(found.joined()))
    }
  }

  /// Enough for a product to be fast, and few enough to share a small block out.
  private static let rowsOfAPart = 256
}
