import Support
import Weights

/// Features of some training images, and of changed copies of some of them: what resembles none is of another kind.
///
/// The score is the cosine to the nearest one (Sun et al., Out-of-distribution detection with deep nearest neighbors, 2022).
package struct KindNeighbours: Sendable {
  /// The examples as rows of length 1, without a bias: its logits of features of length 1 are their cosines.
  package let classifier: LinearClassifier
  /// Each example's class; empty where a model folder was read, which doesn't tell them.
  package let labels: [Int]

  /// - Parameters:
  ///   - rows: Examples' features, [n, d].
  ///   - labels: One per row.
  package init(rows: [Float], width: Int, labels: [Int] = []) {
    let count = width > 0 ? rows.count / width : 0
    let unit = (0..<count).flatMap { Self.unit(rows[($0 * width)..<(($0 + 1) * width)]) }
    classifier = LinearClassifier(
      classes: count, features: width, rows: unit, bias: [Float](repeating: 0, count: count))
    self.labels = labels
  }

  /// The examples that a model folder holds; nil where it holds none.
  package init?(in weights: some WeightSource) throws {
    guard weights.names.contains(Self.name) else { return nil }
    let array = try weights.array(Self.name)
    guard array.shape.count == 2, array.shape[1] > 0, !array.values.isEmpty else { return nil }
    self.init(rows: array.values, width: array.shape[1])
  }

  private static let name = "kind.neighbours"

  /// The examples as a model folder's array.
  package var weights: WeightSet {
    WeightSet([Self.name: WeightArray(shape: [classifier.classes, classifier.features], values: classifier.rows)])
  }

  /// Features scaled to length 1; zeros stay.
  package static func unit(_ features: some Collection<Float>) -> [Float] {
    features.inOnePiece { features in
      let length = features.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return features.map { length > 0 ? $0 / length : 0 }
    }
  }

  /// The cosine to the nearest example, from −1 to 1.
  package func score(of features: some Collection<Float>) -> Double {
    score(ofCosines: classifier.logits(of: Self.unit(features)))
  }

  /// The same where the cosines to all examples are known.
  ///
  /// - Parameter without: A class that counts as unknown.
  package func score(ofCosines cosines: some RandomAccessCollection<Float>, without: Int? = nil) -> Double {
    cosines.inOnePiece { cosines in
      var nearest: Float = -1
      for (row, cosine) in cosines.enumerated() where without == nil || labels[row] != without {
        nearest = max(nearest, cosine)
      }
      return Double(nearest)
    }
  }
}
