import Imaging
import Taxonomy

/// What a model makes of one image, and the image itself, so that more can be measured of it without decoding it again.
package struct Examined: Sendable {
  /// The image, decoded and upright.
  package let image: DecodedImage
  /// The averaged logits before calibration by the predictor's temperature.
  package let logits: [Float]
  /// What the model says of it.
  package let answer: Answer
  /// How often each net was asked, in the order in which they are.
  package let passes: [Int]
  /// What the answer rests on; nil unless asked for.
  package let heatMap: HeatMap?
}

extension Predictor {
  /// Answers as `classify` does and returns what the answer was made of; throws as `classify` does.
  ///
  /// `part` returns the region of an upright image of that width and height to look at; nil for all of it.
  package func examine(
    _ bytes: [UInt8], part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? = nil, top: Int = 5,
    explains: Bool = false
  ) async throws -> Examined {
    let decoded = try await decode(bytes, part: part)
    let taken = try await see(decoded, explains: explains)
    return Examined(
      image: decoded.image, logits: scaled(taken), answer: answer(of: taken, top: top), passes: passes(of: taken),
      heatMap: explains ? heatMap(of: taken, in: decoded.image) : nil)
  }
}
