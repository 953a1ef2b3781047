import Corpus
import Foundation
import Shards
import Support

/// What `prepare` says at its end.
struct PreparationSummary: Encodable {
  let out: String
  let classes: Int
  let counts: [String: Int]
  let shards: Int
  let kept: Int
  let bytes: Int
  let pixels: PixelStatistics
  let problems: [Problem]

  init(_ prepared: PreparedShards, out: String) {
    self.out = out
    classes = prepared.manifest.classes.count
    counts = prepared.manifest.counts
    shards = prepared.manifest.shards.count
    kept = prepared.kept
    bytes = prepared.manifest.shards.reduce(0) { $0 + $1.bytes }
    pixels = prepared.manifest.pixels
    problems = prepared.problems
  }

  var text: String {
    func row(_ values: [Double]) -> String { values.map { String(format: "%.4f", $0) }.joined(separator: " ") }
    let parts = Split.allCases.compactMap { part in counts[part.rawValue].map { "\($0) \(part.rawValue)" } }
    var lines = [
      "\(out): \(classes) classes, \(parts.joined(separator: ", ")) images in \(shards) shards"
        + String(format: " of %.1f MB", Double(bytes) / 1e6)
        + (kept > 0 ? ", \(kept) of them from an earlier run." : "."),
      "mean       \(row(pixels.mean))",
      "std        \(row(pixels.std)), within an image \(row(pixels.imageStd))",
    ]
    if !problems.isEmpty { lines.append("Unusable images: \(problems.count).") }
    return lines.joined(separator: "\n")
  }
}
