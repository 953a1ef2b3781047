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
  let requests: Int
  /// Milliseconds of one thread, medians.
  let decode: Double
  let resize: Double
  let backbone: Double
  let head: Double
  /// Images per second with all cores.
  let engineRate: Double
  let endToEndRate: Double

  private enum CodingKeys: String, CodingKey {
    case source, typical, precision, looks, requests, decode, resize, backbone, head, engineRate, endToEndRate
    case images = "pictures"
  }
}

extension PredictionTimes {
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
    lines.append(String(format: "engine alone, all cores      %8.1f looks per second", engineRate))
    lines.append(
      String(
        format: "end to end, all cores        %8.1f images per second with %d looks, %.0f %% of the engine's rate",
        endToEndRate, looks, 100 * endToEndRate * Double(looks) / max(engineRate, 1e-9)))
    return lines.joined(separator: "\n")
  }
}
