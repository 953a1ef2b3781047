/// The record of one finished shard: enough to check it, to keep it when the preparation runs again, and to sum its
/// pixel statistics.
package struct ShardRecord: Codable, Hashable, Sendable {
  /// The tar file's name, such as `train-000000.tar`.
  package let file: String
  /// The part that its images are in.
  package let split: Split
  /// Images in it.
  package let samples: Int
  /// Bytes of the tar file.
  package let bytes: Int
  /// SHA-256 of the tar file and of its index.
  package let sha256: String
  /// SHA-256 of its index.
  package let indexSHA256: String
  /// Its samples' place in the part's order: the first, and how many were tried, including those that became problems.
  package let first: Int
  /// How many samples were tried.
  package let tried: Int
  /// SHA-256 over (key, class id, name, SHA-256 of the file) of those tried, in order.
  package let source: String
  /// Sums over its images' pixels.
  package let pixels: PixelSums
  /// Images that could not be prepared, one each.
  package let problems: [Problem]

  package init(
    file: String, split: Split, samples: Int, bytes: Int, sha256: String, indexSHA256: String, first: Int, tried: Int,
    source: String, pixels: PixelSums, problems: [Problem]
  ) {
    self.file = file
    self.split = split
    self.samples = samples
    self.bytes = bytes
    self.sha256 = sha256
    self.indexSHA256 = indexSHA256
    self.first = first
    self.tried = tried
    self.source = source
    self.pixels = pixels
    self.problems = problems
  }

  /// No shard has more bytes or images than this, and sums of larger counts might not fit an `Int`.
  private static let countLimit = 1 << 44

  /// The index's name: `train-000000.tsv` next to `train-000000.tar`.
  package var index: String { String(file.dropLast(4)) + ".tsv" }

  /// What is wrong with the values, if anything. A shard's name can't lead outside its folder.
  package var fault: String? {
    let plain = file.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
    guard plain, file.hasSuffix(".tar"), !file.hasPrefix("."), file.utf8.count <= 100 else {
      return "it names an invalid shard"
    }
    let counts = 0...Self.countLimit
    guard samples > 0, counts.contains(bytes), samples <= bytes / 512, counts.contains(first), counts.contains(tried),
      tried >= samples, pixels.isWhole, pixels.images <= Self.countLimit
    else {
      return "its numbers for \(file) are invalid"
    }
    return nil
  }
}
