import Artifact
import Foundation
import Support

extension FamiliarityPolicy {
  /// How likely it is, from 0 to 1, that logits are of a class that the model knows, not of another of its kind.
  ///
  /// - Parameters:
  ///   - logits: Averaged over the looks.
  ///   - temperature: What divides them for calibrated probabilities.
  package func familiarity(of logits: [Float], temperature: Double) -> Double {
    let score = evidence.score(of: logits, temperature: temperature)
    return 1 / (1 + exp((middle - score) / spread))
  }
}

extension VerdictPolicy {
  /// Whether logits that were made as those that the thresholds were fitted to are answered by their first class.
  package func isSure(_ logits: [Float], temperature: Double) -> Bool {
    if let uncertainBelow {
      return FamiliarityPolicy.Evidence.certainty.score(of: logits, temperature: temperature) >= uncertainBelow
    }
    let probabilities = Softmax.floatProbabilities(logits, temperature: Float(temperature))
    return Double(probabilities.max() ?? 0) >= unsureBelow
  }
}

extension FamiliarityPolicy.Evidence {
  /// The higher, the likelier one of the model's classes.
  ///
  /// Certainty is Σ p log p of the calibrated probabilities, 0 where one class has all. Energy is T log Σ exp(zᵢ / T) (Liu
  /// et al., Energy-based out-of-distribution detection, 2020).
  ///
  /// - Parameter without: A class that counts as unknown.
  package func score(of logits: [Float], temperature: Double, without: Int? = nil) -> Double {
    var logits = logits
    if let without { logits.remove(at: without) }
    switch self {
    case .certainty:
      return Softmax.probabilities(logits, temperature: temperature).reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) }
    case .energy: return temperature * Softmax.logSumExp(logits, temperature: temperature)
    }
  }
}
