import ArgumentParser
import Corpus
import Foundation
import Imaging
import Shards
import Support

/// `dogbreed data prepare`: images become shards.
struct DataPrepareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Decode, resize and pack images into shards, once for all training runs.",
    discussion: """
      Shards are tar files in the WebDataset convention (KEY.jpg and KEY.json), each with an index next to it, and one \
      manifest.json: classes, counts, preprocessing, mean and std of the training split, SHA-256 of everything. \
      The samples are shuffled by the seed. The same images and options give the same bytes, whatever the number of \
      threads. A stopped run resumes where it was; one over finished shards keeps those whose images haven't \
      changed.

      The exit code is 3 if everything but some images, which are listed, was prepared; with --strict it is 1, and \
      the shards stay unfinished.

      Examples:
        dogbreed data prepare photos --out shards
        dogbreed data prepare photos --out shards --image-size 320 --quality 92
      """)

  @Argument(
    help:
      "Folders of images, or gs:// or s3:// URLs: one folder per class, train/ and test/, or a set of `data fetch`.",
    transform: Place.pathOrURL)
  var data: [String]

  @Option(
    help: "The folder to write, or its gs:// or s3:// URL; new, or one that a run with the same options began.",
    transform: Place.pathOrURL)
  var out: String

  @Option(name: .customLong("image-size"), help: "Side of the images in pixels; by default 256.")
  var imageSize: Int?

  @Option(help: "How an image is made square: crop (the default), letterbox or squash.")
  var resize: ResizeMode?

  @Option(help: "How the images are encoded: jpeg or webp.")
  var format: ShardFormat = .jpeg

  @Option(help: "The encoder's quality, 1 to 100.")
  var quality = 92

  @Option(name: .customLong("shard-mb"), help: "Size of a shard in megabytes.")
  var shardMB = 256

  @Flag(
    name: .customLong("like-original"),
    help: "Prepare as the original demonstration did: 224 pixels, letterboxed on black.")
  var likeOriginal = false

  @Option(help: "The seed of the sample order.")
  var seed: UInt64 = 7

  @OptionGroup var labels: LabelOptions

  @Option(help: "Images processed at a time; by default one per core.")
  var threads: Int?

  @Flag(help: "Fail if an image can't be used.")
  var strict = false

  @Flag(help: "One JSON object with the result.")
  var json = false

  func validate() throws {
    if data.isEmpty { throw ValidationError("Name a folder of images.") }
    if let imageSize, !(16...2048).contains(imageSize) {
      throw ValidationError("--image-size must be from 16 to 2048.")
    }
    if !(1...100).contains(quality) { throw ValidationError("--quality must be from 1 to 100.") }
    if !(1...1_000_000).contains(shardMB) { throw ValidationError("--shard-mb must be from 1 to 1000000.") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
    if likeOriginal, imageSize != nil || resize != nil {
      throw ValidationError("--like-original sets --image-size and --resize; leave them out.")
    }
  }

  func run() async throws {
    let progress = ConsoleProgress()
    let dataSet = try await labels.fetched().find(in: Remote.inputs(data))
    for note in dataSet.notes { progress.note(note) }
    let place = try PreparationPlace(out)
    let prepared = try await place.with(progress) {
      progress.begin("preparing", total: dataSet.samples.count)
      return try await Preparation(options: options(boxMargin: dataSet.boxMargin)) {
        progress.advance(to: $0, of: $1)
      }.run(dataSet, to: URL(filePath: place.path, directoryHint: .isDirectory))
    }
    for problem in prepared.problems { progress.note("\(problem.file): \(problem.reason)") }
    let summary = PreparationSummary(prepared, out: out)
    try Console.out(json ? JSONText.pretty(summary) : summary.text)
    if !prepared.problems.isEmpty { throw ExitCode(3) }
  }

  private func options(boxMargin: Double?) -> PreparationOptions {
    var options = PreparationOptions(
      preprocessing: ShardPreprocessing(
        size: likeOriginal ? 224 : imageSize ?? 256, resize: likeOriginal ? .letterbox : resize ?? .crop,
        format: format, quality: quality, boxMargin: boxMargin))
    options.limits = .isolated
    options.shardBytes = shardMB * 1_000_000
    options.seed = seed
    options.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    options.isStrict = strict
    return options
  }
}

extension ShardFormat: ExpressibleByArgument {}

extension DataPrepareCommand: ModalOptions {
  var modes: [OptionMode] { labels.modes }
}
