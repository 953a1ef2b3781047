import Weights

/// How far features are from a model's classes: relative Mahalanobis distance with one diagonal covariance, kept from
/// vanishing (Ren et al., A simple fix to Mahalanobis distance, 2021).
///
/// The distance to the nearest class's mean, in units of what varies within classes, less the distance to the mean of
/// all, in units of what varies over all: what is far from everything alike says nothing.
package struct KindDistance: Sendable {
  /// The mean of all training features, [d].
  let middle: [Float]
  /// Each class's mean less `middle`, [k, d].
  let means: [Float]
  /// The variance within classes and over all, [d] each.
  let within: [Float]
  let overall: [Float]
  /// 2 μ / σ² and −Σ μ² / σ² of each class: what makes a distance of features that `middle` was taken from.
  package let classifier: LinearClassifier

  package init(middle: [Float], means: [Float], within: [Float], overall: [Float]) {
    (self.middle, self.means, self.within, self.overall) = (middle, means, within, overall)
    let width = middle.count
    let classes = means.count / max(width, 1)
    var rows = means
    var bias = [Float](repeating: 0, count: classes)
    for c in 0..<classes {
      for f in 0..<width {
        let mean = means[c * width + f]
        rows[c * width + f] = 2 * mean / within[f]
        bias[c] -= mean * mean / within[f]
      }
    }
    classifier = LinearClassifier(classes: classes, features: width, rows: rows, bias: bias)
  }

  /// The statistics that a model folder holds; nil where it holds none, or such as don't fit each other.
  package init?(in weights: some WeightSource) throws {
    guard Set(weights.names).isSuperset(of: Self.names) else { return nil }
    let arrays = try Self.names.map { try weights.array($0).values }
    let width = arrays[0].count
    guard width > 0, arrays[1].count % width == 0, arrays[2].count == width, arrays[3].count == width,
      (arrays[2] + arrays[3]).allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(middle: arrays[0], means: arrays[1], within: arrays[2], overall: arrays[3])
  }

  private static let names = ["kind.middle", "kind.means", "kind.within", "kind.overall"]

  /// The statistics as a model folder's arrays.
  package var weights: WeightSet {
    let width = middle.count
    let shapes = [[width], [means.count / max(width, 1), width], [width], [width]]
    let arrays = zip(shapes, [middle, means, within, overall]).map { WeightArray(shape: $0, values: $1) }
    return WeightSet(Dictionary(uniqueKeysWithValues: zip(Self.names, arrays)))
  }

  /// Features with the mean of all taken away.
  package func centred(_ features: some Collection<Float>) -> [Float] { zip(features, middle).map { $0 - $1 } }

  /// How near features are, per feature: above 0 nearer to a class than to the rest of the kind, far below 0 for what
  /// is of another kind.
  package func score(of features: some Collection<Float>) -> Double {
    let centred = centred(features)
    return score(centred, nearness: classifier.logits(of: centred))
  }

  /// The same of centred features, whose nearness to each class is known.
  ///
  /// - Parameter without: A class that counts as unknown.
  package func score(
    _ centred: some Collection<Float>, nearness: some RandomAccessCollection<Float>, without: Int? = nil
  ) -> Double {
    var nearest = -Float.infinity
    for (c, value) in nearness.enumerated() where c != without { nearest = max(nearest, value) }
    var own: Double = 0
    for (f, value) in centred.enumerated() {
      own += Double(value) * Double(value) * (1 / Double(overall[f]) - 1 / Double(within[f]))
    }
    return (Double(nearest) + own) / Double(max(middle.count, 1))
  }
}
