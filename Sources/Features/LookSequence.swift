import Artifact
import Imaging

extension Extractor {
  /// Looks as often as asked: at the whole, then where the first look's evidence lies, then at the whole mirrored.
  ///
  /// `planes` gives the net's input for a region, mirrored or not. Calibration, evaluation and prediction all take their
  /// looks here, so that they can't differ.
  package func looks(
    count: Int, policy: LookPolicy, planes: (Region, _ mirrored: Bool) async throws -> [Float]
  ) async throws -> [Look] {
    let first = try await look(at: planes(.whole, false))
    var looks = [first]
    if count > 1 {
      let region = region(after: first, policy: policy)
      // Without evidence the second look would be the first one again.
      looks.append(region == .whole ? first : try await look(at: planes(region, false), of: region))
    }
    if count > 2 { looks.append(try await look(at: planes(.whole, true))) }
    return looks
  }

  /// Where the second look goes.
  package func region(after first: Look, policy: LookPolicy) -> Region {
    evidence(in: first).region(threshold: policy.threshold, margin: policy.margin)
  }

  /// The shorter side that a picture must keep when it is decoded, so that a second look still has pixels to see.
  package var decodeSide: Int { 2 * preprocessing.size }
}

/// Averages the logits of several looks, class by class.
package func averaged(_ logits: [[Float]]) -> [Float] {
  guard var sum = logits.first else { return [] }
  for look in logits.dropFirst() {
    for c in sum.indices { sum[c] += look[c] }
  }
  let count = Float(logits.count)
  return sum.map { $0 / count }
}
