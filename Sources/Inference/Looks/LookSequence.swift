import Artifact
import Imaging

/// A way to look at an image.
package enum LookKind: Hashable, Sendable {
  /// At all of it.
  case whole
  /// At the place where a first look finds the object, by the stated policy.
  case evidence(threshold: Double, margin: Double)
  /// At all of it, turned left to right.
  case mirrored
  /// At a part of it that is known beforehand.
  case part(Region, mirrored: Bool)
}

extension LookPolicy {
  /// The first `count` looks that are taken at an image, in their order.
  package func kinds(count: Int) -> [LookKind] {
    Array([.whole, .evidence(threshold: threshold, margin: margin), .mirrored].prefix(count))
  }
}

extension Extractor {
  /// Takes the looks asked for, in their order: the only place where looks are taken.
  ///
  /// Prediction, evaluation and the features that heads are trained on and calibrated with all come from here, so that
  /// they can't differ. Throws what `planes` throws, and `RuntimeError`.
  ///
  /// - Parameters:
  ///   - frame: Which part of the image the square is that a look at the whole of it takes.
  ///   - first: The look at the whole of it, if that was taken already.
  ///   - withMaps: Whether looks have maps that none of these looks needs; a look that says where another is has its own.
  ///   - planes: The net's input (`3 × size × size`) for a region, mirrored or not.
  package func looks(
    _ kinds: [LookKind], in frame: Frame, first: Look? = nil, withMaps: Bool = false,
    planes: (Region, _ mirrored: Bool) async throws -> [Float]
  ) async throws -> [Look] {
    var whole = first
    let needsMap = kinds.contains { if case .evidence = $0 { true } else { false } }
    func wholeLook() async throws -> Look {
      if let whole { return whole }
      let look = try await look(at: planes(.whole, false), withMap: withMaps || needsMap)
      whole = look
      return look
    }
    var looks: [Look] = []
    for kind in kinds {
      switch kind {
      case .whole: looks.append(try await wholeLook())
      case .mirrored: looks.append(try await look(at: planes(.whole, true), withMap: withMaps))
      case .part(let region, let mirrored):
        looks.append(try await look(at: planes(region, mirrored), of: region, withMap: withMaps))
      case .evidence(let threshold, let margin):
        let first = try await wholeLook()
        let region = frame.part(evidence(in: first).region(threshold: threshold, margin: margin))
        // Without evidence the second look would repeat the first.
        looks.append(
          region == .whole ? first : try await look(at: planes(region, false), of: region, withMap: withMaps))
      }
    }
    return looks
  }

  /// The shorter side that an image must keep when it is decoded, so that a second look still has enough pixels.
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
