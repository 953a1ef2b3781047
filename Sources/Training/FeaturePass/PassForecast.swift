import Corpus
import Foundation
import Support

/// A few images of a feature pass, looked at beforehand: what they took tells how long the whole pass will take.
///
/// Nothing is done twice: the pass finds their features in the cache.
struct PassForecast {
  /// Rows that were computed.
  private(set) var computed = 0
  /// What to tell people; nil where the pass takes less than a minute.
  private(set) var sentence: String?

  /// Passes of fewer rows aren't worth it.
  private static let leastRows = 200
  private static let sampled = 24

  /// - Parameters:
  ///   - rows: How many rows all passes of the run have.
  init(of samples: [Sample], _ views: [View], rows: Int, through pass: CommonPass) async throws {
    guard rows >= Self.leastRows, pass.common == nil, samples.count >= Self.sampled else { return }
    let chosen = (0..<Self.sampled).map { samples[$0 * samples.count / Self.sampled] }
    // The first ones include setting up.
    let first = try await pass.quietly(Array(chosen.prefix(8)), views)
    let begun = ContinuousClock.now
    let rest = try await pass.quietly(Array(chosen.dropFirst(8)), views)
    let seconds = begun.duration(to: .now) / .seconds(1)
    computed = first.computed + rest.computed
    guard rest.computed > 0 else { return }
    let fresh = Double(rest.computed) / Double(rest.computed + rest.cached)
    let total = seconds / Double(rest.computed) * Double(rows) * fresh
    sentence = TimeForecast.words(seconds: total).map { "Looking at the images takes \($0)." }
  }
}
