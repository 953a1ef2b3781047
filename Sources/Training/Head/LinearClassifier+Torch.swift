import Inference
import Torch

extension LinearClassifier {
  /// Logits of every row: `count × classes`, row by row. Throws `TorchError`.
  func logits(of features: LabelledFeatures) throws(TorchError) -> [Float] {
    try logits(of: features.values, rows: features.count)
  }

  /// Logits of chosen rows, in the order chosen.
  func logits(ofRows rows: [Int], in features: LabelledFeatures) throws(TorchError) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(rows.count * features.width)
    for row in rows { values += features.values[(row * features.width)..<((row + 1) * features.width)] }
    return try logits(of: values, rows: rows.count)
  }

  private func logits(of values: [Float], rows count: Int) throws(TorchError) -> [Float] {
    guard count > 0 else { return [] }
    let input = try Tensor(values, shape: [count, features])
    let weight = try Tensor(rows, shape: [classes, features])
    return try input.linear(weight, bias: Tensor(bias, shape: [classes])).values(Float.self)
  }
}
