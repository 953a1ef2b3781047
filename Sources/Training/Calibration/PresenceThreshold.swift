/// The presence that an image needs to count as something the model knows.
enum PresenceThreshold {
  /// Fewer images can't show that hardly any of them are refused.
  static let leastImages = 100

  enum Choice: Hashable, Sendable {
    case threshold(Double)
    /// Why there is none.
    case none(String)
  }

  /// Scores by which images are told apart, the higher the likelier members: of images as they are, and of changed
  /// copies.
  struct Scores: Sendable {
    var members: [Double]
    var shifted: [Double] = []
  }

  /// The highest threshold that refuses at most the requested share of the members, and twice that of their changed copies.
  ///
  /// - Parameter chance: The score of an image about which nothing is known.
  static func choose(_ scores: Scores, refusing share: Double, chance: Double = -.infinity) -> Choice {
    guard scores.members.count >= leastImages else {
      return .none(
        "Refusing images of something else isn't offered: \(scores.members.count) validation images can't show that "
          + "hardly any real ones would be refused; give at least \(leastImages).")
    }
    let highest = highest(scores, refusing: share)
    guard highest > chance else {
      return .none(
        "Refusing images of something else isn't offered: real ones don't stand out from what the backbone knows, and "
          + "too many of them would be refused.")
    }
    return .threshold(highest)
  }

  /// The highest threshold with at most the given share of the members below it, and at most twice that of their changed
  /// copies.
  static func highest(_ scores: Scores, refusing share: Double) -> Double {
    let plain = limit(scores.members, refusing: share)
    return scores.shifted.isEmpty ? plain : min(plain, limit(scores.shifted, refusing: 2 * share))
  }

  /// The score below which there are so few that no more than the share of other images of their kind will be below it,
  /// either.
  ///
  /// The number of those below is itself random: a margin of one and a third of its standard deviations is kept.
  /// If nothing is left of it, the limit is below all of them by a quarter of the way from their median.
  private static func limit(_ scores: [Double], refusing share: Double) -> Double {
    let ranked = scores.sorted()
    let allowed = share * Double(ranked.count)
    let kept = Int((allowed - 1.3 * allowed.squareRoot()).rounded(.down))
    if kept >= 1 { return ranked[min(kept, ranked.count - 1)] }
    return ranked[0] - (ranked[ranked.count / 2] - ranked[0]) / 4
  }
}
