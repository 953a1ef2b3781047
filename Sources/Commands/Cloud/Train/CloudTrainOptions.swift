import ArgumentParser
import Foundation
import GoogleCloud
import Transport

/// The options of a cloud training job.
struct CloudTrainOptions: ParsableArguments {
  enum OnShortage: String, ExpressibleByArgument, CaseIterable { case ask, next, wait, stop }

  @Option(
    name: .customLong("data"),
    help:
      "A folder of images: a local one, which is uploaded to the bucket, or one in a bucket, gs://…. It has no default.",
    transform: Place.pathOrGoogleURL)
  var data: String?

  @Option(help: "A training image; by default one is built and pushed.")
  var image: String?

  @Flag(
    name: .customLong("cloud-build"),
    help: "Let Cloud Build build the image even if docker, podman or buildah is installed.")
  var cloudBuild = false

  @Option(
    help: "Machine types, such as n1-standard-8 or n1-standard-8+t4,g2-standard-8; the first one available is used.")
  var machine = "n1-standard-8"

  @Option(help: "The GPU of the first machine: t4, or t4:2 (default: none).")
  var gpu: String?

  @Option(help: "The number of machines.")
  var machines = 1

  @Option(help: "More regions to try after --region, separated by commas (default: none).")
  var regions: String?

  @Option(
    name: .customLong("on-shortage"),
    help:
      "What to do when quota or machines run out: ask (the default on a terminal), next (try the next of --machine and --regions; the default elsewhere), wait, or stop."
  )
  var onShortage: OnShortage?

  @Option(help: "Minutes between attempts with --on-shortage wait.")
  var pause = 15.0

  @Option(
    help:
      "How machines are got: standard, spot (cheaper, may be preempted) or flex-start (waits until they are free); by default standard."
  )
  var strategy: CloudStrategy?

  @Flag(help: "The same as --strategy spot.")
  var spot = false

  @Option(help: "Gigabytes of each machine's disk.")
  var disk = 100

  @Option(
    help:
      "A JSON file laid over the job's body before it is sent: for what has no flag here, such as other machines (default: none).",
    transform: Place.path)
  var spec: String?

  @Option(help: "How long the job may run at most, such as 90m or 24h; by default Vertex AI's own limit.")
  var timeout: TimeSpan?

  @Option(
    name: .customLong("max-wait"),
    help: "How long it may wait for machines at most, such as 2h, with --strategy flex-start; by default a day.")
  var maxWait: TimeSpan?

  @Option(help: "A label KEY=VALUE (default: none). May be repeated.")
  var label: [String] = []

  @Option(name: .customLong("service-account"), help: "The account that the job runs as; by default Vertex AI's own.")
  var serviceAccount: String?

  @Option(
    help: "A Vertex AI TensorBoard, projects/P/locations/R/tensorboards/ID; with --service-account (default: none).")
  var tensorboard: String?

  @Option(help: "The VPC network to join, projects/NUMBER/global/networks/NAME (default: none).")
  var network: String?

  @Option(help: "The job's name; by default TAG_DATE_TIME_yyyymmdd_hhmmss.")
  var name: String?

  @Option(help: "The prefix of names; by default CPU_V1 or GPU_V1.")
  var tag: String?

  @Option(name: .customLong("model-dir"), help: "Where the model goes, gs://…; by default BUCKET/models/TAG_….")
  var modelDir: String?

  @Option(name: .customLong("log-dir"), help: "Where metrics go, gs://…; by default BUCKET/logs/TAG_….")
  var logDir: String?

  @Option(help: "Epochs; by default those of dogbreed train.")
  var epochs: Int?

  @Option(name: .customLong("batch-size"), help: "The batch size; by default that of dogbreed train.")
  var batchSize: Int?

  @Option(name: .customLong("test-batch-size"), help: "Batch size for evaluation; by default that of dogbreed train.")
  var testBatchSize: Int?

  @OptionGroup var nouns: NounOptions

  @Option(
    help: "The local folder to download the model to; by default the job's name.", transform: Place.path)
  var out: String?

  @Flag(help: "Delete files of the bucket's copy that the local data folder doesn't have.")
  var delete = false

  @Flag(help: "Submit the job without following it.")
  var detach = false

  @Argument(parsing: .postTerminator, help: "After --: further flags for dogbreed train.")
  var more: [String] = []

  func validate() throws {
    if data == nil { throw ValidationError("Name a folder of images with --data.") }
    for (value, name) in [(modelDir, "--model-dir"), (logDir, "--log-dir")] {
      if let value, !value.hasPrefix("gs://") { throw ValidationError("\(name) must begin with gs://.") }
    }
    for (value, name) in [(epochs, "--epochs"), (batchSize, "--batch-size"), (testBatchSize, "--test-batch-size")] {
      if let value, value < 1 { throw ValidationError("\(name) must be at least 1.") }
    }
    if spot, let strategy, strategy != .spot {
      throw ValidationError("--spot contradicts --strategy \(strategy.rawValue); give one of them.")
    }
    if !(pause > 0 && pause <= 1440) { throw ValidationError("--pause must be above 0 and at most 1440 minutes.") }
    if more.contains(where: { $0 == "--words" || $0.hasPrefix("--words=") }) {
      throw ValidationError(
        "--words names a file of this machine, which the job doesn't have; give the fetched model its words with "
          + "dogbreed model words MODEL --words FILE.")
    }
    for text in label where text.split(separator: "=", maxSplits: 1).count != 2 {
      throw ValidationError("--label \(text) is not KEY=VALUE.")
    }
  }

  /// How machines are got.
  var chosenStrategy: CustomJob.Strategy { strategy?.wire ?? (spot ? .spot : .standard) }

  /// The machines in their order; the GPU belongs to the first. Throws `CloudError`.
  func choices() throws(CloudError) -> [MachineChoice] {
    let names = machine.split(separator: ",").map(String.init)
    guard let first = names.first else { throw CloudError(.usage, "--machine names none") }
    var found = [try MachineText.choice(first, gpu: gpu)]
    for name in names.dropFirst() { found.append(try MachineChoice(parsing: name)) }
    return found
  }

  /// By default: ask on a terminal, otherwise try the next place.
  var shortage: OnShortage { onShortage ?? (isatty(STDIN_FILENO) == 1 ? .ask : .next) }
}
