import ObjectStorage
import Taxonomy

@testable import AmazonStorage
@testable import Corpus

enum CorpusTargets {
  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    switch target {
    case .csv:
      var reader = try CSVReader(bytes: bytes, file: "fuzz.csv")
      var rows: [[String]] = []
      while let fields = try reader.next() { rows.append(fields) }
      label(rows)
      return true
    case .jsonl: return lines(bytes)
    case .shards:
      if bytes.starts(with: ShardIndex.heading.utf8) {
        return try ShardIndex(bytes, file: "fuzz.tsv").entries.count >= 0
      }
      return try shards(ShardManifest(json: bytes, file: "fuzz.json"))
    default: return try listing(bytes) || boxes(bytes)
    }
  }

  /// Adds up what a manifest says, as reading its folder and resuming its preparation do.
  private static func shards(_ manifest: ShardManifest) throws -> Bool {
    precondition(manifest.shards.reduce(0) { $0 + $1.samples + $1.first + $1.tried } >= 0)
    let pixels = manifest.shards.reduce(into: PixelSums()) { $0.add($1.pixels) }
    precondition(pixels.statistics.mean.allSatisfy(\.isFinite))
    return try manifest.json().count > 0
  }

  /// Reads a storage's answer: a list of objects, or any other element.
  private static func listing(_ bytes: [UInt8]) throws -> Bool {
    guard let tree = XMLTree(bytes) else { return false }
    guard let list = try? ListAnswer(tree, prefix: "", request: "fuzz") else { return tree.children.count > 1 }
    precondition(list.objects.allSatisfy { $0.size >= 0 })
    return true
  }

  private static func lines(_ bytes: [UInt8]) -> Bool {
    var reader = JSONLinesReader(bytes: bytes)
    var rows: [[String]] = []
    while let row = reader.next() {
      if let object = try? row.get() { rows.append(object.sorted { $0.key < $1.key }.map(\.value)) }
    }
    label(rows)
    return !rows.isEmpty
  }

  /// Takes rows' first and last values for files and labels, of a model's classes and of any.
  private static func label(_ rows: [[String]]) {
    for known in [nil, [ClassName(id: "n1-pug", label: "Pug"), ClassName(id: "a_b", label: "Ä b (small)")]] {
      var labelled = LabelRows(roots: ["/nonexistent"], classes: known)
      for row in rows {
        guard let file = row.first, let label = row.last else { continue }
        labelled.nextRow()
        labelled.add(file: file, in: "", label: label, split: FileName.split(label) ?? .train)
      }
      let found = labelled.dataSet()
      precondition(found.samples.isEmpty && found.classes.allSatisfy { !$0.id.isEmpty })
    }
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
