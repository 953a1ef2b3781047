import ArgumentParser
import Artifact
import Commands
import Foundation

/// Where a training keeps what it computes and logs, and how it goes by likenesses of images and classes.
struct RunOptions: ParsableArguments {
  @Option(
    name: .customLong("log-dir"),
    help:
      "Folder or gs:// or s3:// URL for metrics and TensorBoard events; by default AIP_TENSORBOARD_LOG_DIR or none.",
    transform: Place.pathOrURL)
  var logDir: String?

  @OptionGroup var cache: CacheOptions

  @Option(
    name: .customLong("read-ahead"),
    help:
      "How much of prepared shards at a gs:// or s3:// URL may be on this machine at a time, such as 2GB, while their images are looked at (default: 1GB)."
  )
  var readAhead: ByteSize?

  static let usualReadAhead = 1_000_000_000

  @Flag(
    name: .customLong("group-duplicates"),
    help: "Keep near-duplicates together in the training or the validation split; reads every image first.")
  var groupDuplicates = false

  @Option(
    name: .customLong("groups"),
    help:
      "A CSV table: class, then its groups from the narrowest; an unsure answer may name one. By default groups.csv in the data, or the folders that contain the classes' folders.",
    transform: Place.path)
  var classGroups: String?

  @Flag(
    name: .customLong("index"),
    help:
      "Store the training images' features, paths and hashes in the model, so that predict and the page can show the nearest ones."
  )
  var keepsIndex = false

  @Flag(name: .customLong("index-thumbnails"), help: "With --index, also store a small copy of each image.")
  var keepsThumbnails = false

  @Option(help: "Looks per image when the model answers, 1 to 3; by default 1 or 2, whichever validation finds better.")
  var looks: Int?

  @Flag(
    inversion: .prefixedNo,
    help:
      "Let some of the nets and looks answer alone where they are sure; by default where validation shows that nothing is lost by it."
  )
  var cascade: Bool?

  func validate() throws {
    if keepsThumbnails, !keepsIndex { throw ValidationError("--index-thumbnails needs --index.") }
    if let looks, !(1...LookPolicy.most).contains(looks) {
      throw ValidationError("--looks must be from 1 to \(LookPolicy.most).")
    }
  }
}
