/// From when on a stage may answer alone.
struct StageGate: Hashable {
  /// The least probability of its first class.
  let probability: Double
  /// The least energy of its logits; nil where any will do.
  let energy: Double?

  /// Whether an answer goes through.
  func opens(for outcome: StageOutcomes.Outcome) -> Bool {
    guard let confidence = outcome.confidence else { return false }
    return confidence >= probability && energy.map { outcome.energy >= $0 } ?? true
  }

  /// The probabilities from which a stage may answer alone.
  private static let probabilities = [0.8, 0.85, 0.875, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999]
  /// The shares of images with the least energies that a stage may leave to the next.
  private static let shares = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5]

  /// What is tried for a stage.
  static func candidates(for stage: StageOutcomes) -> [StageGate] {
    let energies = stage.plain.map(\.energy).sorted()
    let least = shares.compactMap { share -> Double? in
      let place = Int(share * Double(energies.count))
      // Where all energies are alike they tell nothing.
      return place < energies.count && energies[place] > energies[0] ? energies[place] : nil
    }
    return ([nil] + least).flatMap { energy in
      probabilities.map { StageGate(probability: $0, energy: energy) }
    }
  }
}
