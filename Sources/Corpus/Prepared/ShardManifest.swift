import Foundation
import Imaging
import Support
import Taxonomy

/// What `manifest.json` says of a folder of prepared shards.
///
/// It holds no path, no date and nothing of the machine: the same images and options give the same bytes.
package struct ShardManifest: Codable, Hashable, Sendable {
  /// The manifest's name in the folder.
  package static let fileName = "manifest.json"
  /// The folder of an unfinished preparation, below the shards' own.
  package static let workFolder = ".preparing"
  /// The format that this program writes.
  package static let currentFormat = "dogbreed-shards-1"
  static let sizeLimit = 256 << 20

  /// The format's name and version.
  package var format = currentFormat
  /// In the order of their indices.
  package var classes: [ClassName]
  /// How the images were resized and encoded.
  package var preprocessing: ShardPreprocessing
  /// The seed of the sample order.
  package var seed: UInt64
  /// The size in bytes at which a new tar file begins.
  package var shardBytes: Int
  /// How many images each part has.
  package var counts: [String: Int]
  /// How many images of each class each part has, in the order of the classes.
  package var classCounts: [String: [Int]]
  /// The training split's pixels, or all pixels where there is no training split.
  package var pixels: PixelStatistics
  /// SHA-256 over the shards' own `source`, in order: it identifies the images that went in.
  package var source: String
  /// The shards, part by part.
  package var shards: [ShardRecord]
  /// Images that could not be prepared, one each.
  package var problems: [Problem]

  package init(
    classes: [ClassName], preprocessing: ShardPreprocessing, seed: UInt64, shardBytes: Int,
    counts: [String: Int], classCounts: [String: [Int]], pixels: PixelStatistics, source: String, shards: [ShardRecord],
    problems: [Problem]
  ) {
    self.classes = classes
    self.preprocessing = preprocessing
    self.seed = seed
    self.shardBytes = shardBytes
    self.counts = counts
    self.classCounts = classCounts
    self.pixels = pixels
    self.source = source
    self.shards = shards
    self.problems = problems
  }
}

extension ShardManifest {
  /// Whether the folder's manifest is of this kind, in whatever version.
  package static func isThere(in root: String) -> Bool {
    guard let file = try? RegularFile(reading: "\(root)/\(fileName)") else { return false }
    // The keys are sorted, so that a long list may stand before the format.
    let bytes = Data((try? file.read(at: 0, count: min(file.size, sizeLimit))) ?? [])
    return bytes.range(of: Data("dogbreed-shards".utf8)) != nil
  }

  /// Reads and checks a folder's manifest.
  ///
  /// Throws `CorpusError.damagedShards`.
  package init(in root: String) throws(CorpusError) {
    let file = "\(root)/\(Self.fileName)"
    let bytes: [UInt8]
    do {
      bytes = try ImageFile.read(file, limits: Limits(bytes: Self.sizeLimit))
    } catch {
      throw .damagedShards(file: file, reason: "it can't be read")
    }
    try self.init(json: bytes, file: file)
  }

  /// - Parameter file: Its name in errors.
  package init(json: [UInt8], file: String) throws(CorpusError) {
    do {
      self = try JSONDecoder().decode(ShardManifest.self, from: Data(json))
    } catch {
      throw .damagedShards(file: file, reason: "it is not a shard manifest")
    }
    if let fault { throw .damagedShards(file: file, reason: fault) }
  }

  /// What is wrong with the values, if anything.
  private var fault: String? {
    if format != Self.currentFormat { return "its format is \(format.prefix(40)), not \(Self.currentFormat)" }
    if !(1...4096).contains(preprocessing.size) { return "its image size is not from 1 to 4096" }
    if classes.isEmpty { return "it names no class" }
    if Set(classes.map(\.id)).count != classes.count { return "it names a class twice" }
    if Set(shards.map(\.file)).count != shards.count { return "it names a shard twice" }
    return shards.lazy.compactMap(\.fault).first
  }

  /// The bytes to write: keys sorted, so that the same manifest gives the same bytes.
  package func json() throws -> Data {
    try JSONText.data(self, isPretty: true) + Data("\n".utf8)
  }
}
