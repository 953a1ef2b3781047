import Foundation
import Support

extension PredictionTimes {
  /// For people.
  var table: String {
    var lines = [
      "\(images) images, \(source.printableName), typically decoded to \(typical[0])×\(typical[1]); \(precision), "
        + "\(requests) requests, \(cores) \(cores == 1 ? "core" : "cores"); each part alone",
      "                one core          all cores       of its limit",
    ]
    for part in parts {
      lines.append(
        String(
          format: "  %@  %10.3f ms  %10.1f per second  %5.1f %%", Self.padded(part.part.rawValue), part.milliseconds,
          part.rate, 100 * part.share))
    }
    lines.append("the whole, of at most \(looks) \(looks == 1 ? "look" : "looks"), effort \(effort)")
    for (name, rate) in [("here", endToEndRate), ("HTTP", httpRate)] {
      lines.append(
        String(
          format: "  %@                 %10.1f per second  %5.1f %%", Self.padded(name), rate,
          100 * rate / max(limit, 1e-9)))
    }
    lines.append(
      String(
        format: "  limit                   %10.1f per second: all parts, the net as the engine alone computes it",
        limit))
    let asked = passes.map { String(format: "%.2f", $0) }.joined(separator: " + ")
    lines.append("asked of the nets: \(asked) passes per image")
    if !stages.isEmpty { lines.append("answered by stage \(StageShares.text(stages))") }
    lines += peerLines
    if source == Self.generated {
      lines.append("Drawn images seldom get a second look; with --images the rate is of those that people send.")
    }
    return lines.joined(separator: "\n")
  }

  private static func padded(_ name: String) -> String { name.padding(toLength: 7, withPad: " ", startingAt: 0) }

  private var peerLines: [String] {
    guard !peers.isEmpty else { return [] }
    return ["what people use instead, and how many times as fast this is"]
      + peers.map { peer in
        let start = "  \(Self.padded(peer.part)) "
        guard let rate = peer.rate else {
          return "\(start) not found: \(peer.name) (\(peer.missing ?? "no reason given"))".printableName
        }
        let unit = peer.part == "decode" || peer.part == "resize" ? "per second on one core" : "per second"
        let times = own(peer).map { String(format: "%.1f times", $0 / max(rate, 1e-9)) } ?? "not compared"
        return String(format: "%@ %10.1f %@: %@, %@", start, rate, unit, times, peer.name.printableName)
      }
  }
}
