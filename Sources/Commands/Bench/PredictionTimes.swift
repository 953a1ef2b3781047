import Foundation
import Support

/// Times of the pieces of a prediction.
struct PredictionTimes: Encodable, Sendable {
  let images: Int
  /// Where the images are from.
  let source: String
  /// Width and height of the image in the middle, by size.
  let typical: [Int]
  let precision: String
  let looks: Int
  let effort: String
  let requests: Int
  /// Milliseconds of one thread, medians.
  let decode: Double
  let resize: Double
  let backbone: Double
  let head: Double
  /// Looks by all nets per second with all cores.
  let engineRate: Double
  /// Images per second with all cores.
  let endToEndRate: Double
  /// How often each net was asked for an image on average, in the order in which they are.
  let passes: [Double]
  /// How many images each stage of the cascade answered; empty without one.
  let stages: [Int]
  /// Images per second that the engine alone would make with these passes.
  let engineRateOfPasses: Double

  private enum CodingKeys: String, CodingKey {
    case source, typical, precision, looks, effort, requests, decode, resize, backbone, head, engineRate, endToEndRate
    case passes, stages, engineRateOfPasses
    case images = "pictures"
  }
}

extension PredictionTimes {
  /// The source of images that were drawn for timing.
  static let generated = "generated"

  /// For people: milliseconds, images per second on one thread, and the share of one look.
  var table: String {
    let pieces = [("decode", decode), ("resize", resize), ("backbone", backbone), ("head", head)]
    let sum = pieces.reduce(0) { $0 + $1.1 }
    var lines = [
      "\(images) images, \(source.printableName), typically decoded to \(typical[0])×\(typical[1]); \(precision), "
        + "\(requests) requests; one thread, medians"
    ]
    for (name, milliseconds) in pieces + [("one look", sum)] {
      lines.append(
        String(
          format: "  %@  %8.3f ms  %8.1f per second  %5.1f %%", name.padding(toLength: 9, withPad: " ", startingAt: 0),
          milliseconds, 1000 / max(milliseconds, 1e-6), 100 * milliseconds / max(sum, 1e-9)))
    }
    lines.append(String(format: "engine alone, all cores      %8.1f looks by all nets per second", engineRate))
    lines.append(
      String(
        format: "end to end, all cores        %8.1f images per second of at most %d %@, %.0f %% of the engine's rate",
        endToEndRate, looks, looks == 1 ? "look" : "looks", 100 * endToEndRate / max(engineRateOfPasses, 1e-9)))
    let asked = passes.map { String(format: "%.2f", $0) }.joined(separator: " + ")
    lines.append("asked of the nets            \(asked) passes per image, effort \(effort)")
    if !stages.isEmpty { lines.append("stages                       \(StageShares.text(stages))") }
    if source == Self.generated {
      lines.append("Drawn images seldom get a second look; with --images the rate is of those that people send.")
    }
    return lines.joined(separator: "\n")
  }
}
