import Artifact
import Foundation
import Support

extension PresencePolicy {
  /// The probability that an image shows the model's kind, from 0 to 1, by what its looks say; nil where what it is
  /// judged by is missing.
  package func presence(in looks: [Look], neighbours: KindNeighbours?) -> Double? {
    switch evidence {
    case .prior: return presence(in: looks.map(\.ownLogits))
    case .neighbours:
      guard let neighbours, !looks.isEmpty else { return nil }
      return presence(ofScore: looks.reduce(0) { $0 + neighbours.score(of: $1.features) } / Double(looks.count))
    }
  }

  /// The backbone's probability that an image shows the model's kind: the odds of the kind's own classes against all
  /// others, averaged over the looks as logarithms, as a probability from 0 to 1.
  package func presence(in ownLogits: [[Float]]) -> Double {
    guard !ownLogits.isEmpty else { return 0 }
    return presence(ofScore: ownLogits.reduce(0) { $0 + logOdds(of: $1) } / Double(ownLogits.count))
  }

  /// A score as a probability: a half where it equals `middle`.
  package func presence(ofScore score: Double) -> Double { 1 / (1 + exp((middle - score) / spread)) }

  /// log(Σ exp of the kind's logits) − log(Σ exp of the others'), all divided by the temperature, held within ±50 so
  /// that one look can't decide alone.
  package func logOdds(of logits: some RandomAccessCollection<Float>) -> Double {
    logits.inOnePiece { logits in
      guard let largest = logits.max() else { return 0 }
      var inside = 0.0
      var all = 0.0
      func weight(_ logit: Float) -> Double { exp(Double(logit - largest) / temperature) }
      for c in classes where logits.indices.contains(c) { inside += weight(logits[c]) }
      for logit in logits { all += weight(logit) }
      return min(max(log(inside) - log(max(all - inside, 0)), -50), 50)
    }
  }
}
