import Artifact
import Foundation

extension PresencePolicy {
  /// The backbone's probability that an image shows the model's kind: the odds of the kind's own classes against all
  /// others, averaged over the looks as logarithms, as a probability from 0 to 1.
  package func presence(in ownLogits: [[Float]]) -> Double {
    guard !ownLogits.isEmpty else { return 0 }
    let mean = ownLogits.reduce(0) { $0 + logOdds(of: $1) } / Double(ownLogits.count)
    return 1 / (1 + exp(-mean))
  }

  /// log(Σ exp of the kind's logits) − log(Σ exp of the others'), held within ±50 so that one look can't decide alone.
  private func logOdds(of logits: [Float]) -> Double {
    guard let largest = logits.max() else { return 0 }
    var inside = 0.0
    for c in classes where logits.indices.contains(c) { inside += exp(Double(logits[c] - largest)) }
    let all = logits.reduce(0.0) { $0 + exp(Double($1 - largest)) }
    return min(max(log(inside) - log(max(all - inside, 0)), -50), 50)
  }
}
