import Commands
import Foundation
import Support
import Training

/// Caches of features as people and programs read of them; the JSON keys are part of the program's interface.
struct CacheListing: Encodable {
  struct Line: Encodable {
    let file: String
    /// Backbones, the size of their input and the precision; nil where that isn't known.
    let net: String?
    let rows: Int
    let width: Int
    let bytes: Int
    let used: Date
  }

  let folder: String
  let caches: [Line]
  let bytes: Int

  init(_ entries: [FeatureCache.Entry], in folder: URL) {
    self.folder = folder.path
    caches = entries.map {
      Line(
        file: $0.file.lastPathComponent, net: $0.net, rows: $0.rows, width: $0.width, bytes: $0.bytes, used: $0.used)
    }
    bytes = entries.reduce(0) { $0 + $1.bytes }
  }

  /// A line for each, and what they take together.
  var text: String {
    guard !caches.isEmpty else { return "\(folder) holds no cached features." }
    let lines = caches.map { line in
      "\(line.file.printableName)  \(line.rows) rows of \(line.width)  \(ByteSize(bytes: line.bytes))  "
        + "used \(RFC3339.text(line.used.timeIntervalSince1970.rounded(.down)))  \((line.net ?? "net unknown").printableName)"
    }
    return (lines + ["\(folder.printableName) takes \(ByteSize(bytes: bytes)) in all."]).joined(separator: "\n")
  }
}
