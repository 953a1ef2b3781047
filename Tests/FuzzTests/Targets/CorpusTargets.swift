@testable import Corpus

enum CorpusTargets {
  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    switch target {
    case .csv:
      var reader = try CSVReader(bytes: bytes, file: "fuzz.csv")
      while try reader.next() != nil {}
      return true
    case .jsonl: return lines(bytes)
    case .shards:
      if bytes.starts(with: ShardIndex.heading.utf8) {
        return try ShardIndex(bytes, file: "fuzz.tsv").entries.count >= 0
      }
      return try ShardManifest(json: bytes, file: "fuzz.json").json().count > 0
    default: return try boxes(bytes)
    }
  }

  private static func lines(_ bytes: [UInt8]) -> Bool {
    var reader = JSONLinesReader(bytes: bytes)
    var taken = false
    while let row = reader.next() { taken = (try? row.get()) != nil || taken }
    return taken
  }

  /// Reads an annotation and cuts an image by it.
  private static func boxes(_ bytes: [UInt8]) throws -> Bool {
    let annotation = try VOCAnnotation.parse(bytes)
    for box in annotation.boxes {
      guard let crop = box.crop(margin: 0.1, width: 640, height: 480) else { continue }
      precondition(crop.left >= 0 && crop.top >= 0 && crop.right <= 640 && crop.bottom <= 480)
    }
    return true
  }
}
