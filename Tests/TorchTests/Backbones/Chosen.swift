@testable import Torch

/// Numbers from all over an array that PyTorch made, and the largest magnitude of all: the script's `chosen`.
struct Chosen: Decodable, Sendable {
  var largest: Float
  var values: [Float]

  /// The largest difference from `found` at the chosen places, as a share of the largest magnitude; infinite where the
  /// largest magnitudes differ.
  func distance(from found: [Float]) -> Float {
    guard !values.isEmpty, found.count >= values.count, largest > 0 else { return .infinity }
    let peak = found.reduce(0) { max($0, abs($1)) }
    guard abs(peak - largest) < 1e-3 * largest else { return .infinity }
    return values.indices.reduce(0) { distance, index in
      max(distance, abs(found[index * found.count / values.count] - values[index]) / largest)
    }
  }
}
