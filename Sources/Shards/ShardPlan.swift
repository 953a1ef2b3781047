import Corpus
import Imaging
import Taxonomy

/// What must be the same for a shard of an earlier run to be kept.
struct ShardPlan: Codable, Hashable {
  static let fileName = "plan.json"

  let format: String
  let classes: [ClassName]
  let preprocessing: ShardPreprocessing
  let seed: UInt64
  let shardBytes: Int

  init(_ options: PreparationOptions, classes: [ClassName]) {
    format = ShardManifest.currentFormat
    self.classes = classes
    preprocessing = options.preprocessing
    seed = options.seed
    shardBytes = options.shardBytes
  }

  init(_ manifest: ShardManifest) {
    format = manifest.format
    classes = manifest.classes
    preprocessing = manifest.preprocessing
    seed = manifest.seed
    shardBytes = manifest.shardBytes
  }

  /// What differs, in a few words; nil when nothing does.
  func difference(from other: ShardPlan) -> String? {
    if preprocessing != other.preprocessing {
      let made = other.preprocessing
      let crop = made.boxMargin.map { "cropped to boxes with a margin of \($0)" } ?? "of whole images"
      return "\(made.size)×\(made.size), \(made.resize.rawValue), \(made.format.rawValue) of quality \(made.quality), "
        + crop
    }
    if seed != other.seed { return "seed \(other.seed)" }
    if shardBytes != other.shardBytes { return "shards of \(other.shardBytes / 1_000_000) MB" }
    if classes != other.classes { return "\(other.classes.count) classes, not the same as these \(classes.count)" }
    return format == other.format ? nil : "format \(other.format)"
  }
}
