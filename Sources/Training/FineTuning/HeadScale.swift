import Evaluation
import Foundation
import Inference
import Support

/// Scales a head so that fine-tuning begins where its own loss is lowest.
///
/// A head that is right on all images may have logits of any size; from very large ones the smoothed loss only pulls
/// back, and destroys what was learnt.
enum HeadScale {
  /// - Parameter smoothing: The share of the targets spread over all classes; at least a twentieth is taken.
  /// - Throws: `TorchError`, and `TrainingError.cache`.
  static func settled(
    _ head: LinearClassifier, on features: LabelledFeatures, smoothing: Double
  ) throws -> LinearClassifier {
    let step = max(1, features.count / 2000)
    let rows = Array(Swift.stride(from: 0, to: features.count, by: step))
    let logits = try head.logits(ofRows: rows, in: features)
    let labels = rows.map { features.labels[$0] }
    let scale = try best(of: logits, labels: labels, classes: head.classes, smoothing: smoothing)
    return LinearClassifier(
      classes: head.classes, features: head.features, rows: head.rows.map { $0 * scale },
      bias: head.bias.map { $0 * scale })
  }

  /// The factor that minimises the logits' smoothed cross-entropy.
  ///
  /// Golden-section search over the logarithm: the loss is convex in the scale (Kiefer 1953).
  ///
  /// - Parameters:
  ///   - logits: Images × classes.
  ///   - smoothing: The share of the targets spread over all classes; at least a twentieth is taken.
  ///   - total: Adds the losses of all processes.
  static func best(
    of logits: [Float], labels: [Int], classes: Int, smoothing: Double, total: (Double) throws -> Double = { $0 }
  ) throws -> Float {
    let share = max(smoothing, 0.05)
    func loss(_ scale: Double) throws -> Double {
      var sum = 0.0
      for (row, label) in labels.enumerated() {
        let scores = logits[(row * classes)..<((row + 1) * classes)].map { Float(scale) * $0 }
        let mean = scores.reduce(0) { $0 + Double($1) } / Double(classes)
        sum += Softmax.logSumExp(scores[...]) - (1 - share) * Double(scores[label]) - share * mean
      }
      return try total(sum)
    }
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (-12.0, 3.0)
    for _ in 0..<30 {
      let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
      if try loss(exp(a)) < loss(exp(b)) { high = b } else { low = a }
    }
    return Float(exp((low + high) / 2))
  }
}
