import Foundation
import Transport

/// The plan of a training job, in our own terms; `body` translates it to Vertex AI's.
package struct TrainingJob: Sendable, Equatable {
  /// The job's display name.
  package var name: String
  /// The container image, by its digest.
  package var image: String
  /// The container's arguments.
  package var arguments: [String]
  /// The container's variables.
  package var environment: [String: String] = [:]
  /// The machine of each replica.
  package var machine: MachineChoice
  /// Machines that work together, the first of them the chief.
  package var machines = 1
  /// Labels of the job.
  package var labels: [String: String] = [:]
  /// How machines are obtained: at once, as spot machines, or when they are free.
  package var strategy = CustomJob.Strategy.standard
  /// The longest that it may run; nil leaves Vertex AI's own limit of seven days.
  package var timeout: Duration?
  /// The longest that it may wait for a machine with the strategy `flexStart`, the only one that heeds it; nil leaves
  /// Vertex AI's own, a day.
  package var patience: Duration?
  /// The account that the job acts as; nil for the project's default.
  package var serviceAccount: String?
  /// The VPC network to join, by its full name; nil for none.
  package var network: String?
  /// The managed TensorBoard to show the logs in, by its full name; nil for none.
  package var tensorboard: String?
  /// `gs://…` below which `model/`, `checkpoints/` and `logs/` are; passed to the container in `AIP_…` variables.
  package var outputs: String?
  /// The key that encrypts what it keeps, by its full name; nil for Google's own.
  package var key: String?
  /// Whether people may open a shell in its container.
  package var hasWebAccess = false
  /// Gigabytes of the boot disk.
  package var diskGigabytes = 100

  package init(name: String, image: String, arguments: [String], machine: MachineChoice) {
    self.name = name
    self.image = image
    self.arguments = arguments
    self.machine = machine
  }

  /// Throws `CloudError` of kind `usage` for what Vertex AI would refuse.
  package func body() throws(CloudError) -> CustomJob {
    try check()
    let container = CustomJob.ContainerSpec(
      imageUri: image, command: nil, args: arguments.isEmpty ? nil : arguments,
      env: environment.isEmpty
        ? nil : environment.sorted { $0.key < $1.key }.map { CustomJob.Variable(name: $0.key, value: $0.value) })
    func pool(_ replicas: Int) -> CustomJob.WorkerPool {
      CustomJob.WorkerPool(
        machineSpec: CustomJob.MachineSpec(machine), replicaCount: "\(replicas)", containerSpec: container,
        diskSpec: CustomJob.DiskSpec(bootDiskType: "pd-ssd", bootDiskSizeGb: diskGigabytes))
    }
    let spot = strategy == .spot
    return CustomJob(
      displayName: name, encryptionSpec: key.map { CustomJob.Encryption(kmsKeyName: $0) },
      labels: labels.isEmpty ? nil : labels,
      jobSpec: CustomJob.Spec(
        // The chief's pool has one replica; all the others are a second pool.
        workerPoolSpecs: machines > 1 ? [pool(1), pool(machines - 1)] : [pool(1)],
        scheduling: CustomJob.Scheduling(
          timeout: timeout.map(Self.seconds),
          // If one of several machines is preempted the others can't continue: all restart from the checkpoint.
          restartJobOnWorkerRestart: spot || machines > 1 ? true : nil, strategy: strategy,
          maxWaitDuration: strategy == .flexStart ? patience.map(Self.seconds) : nil, disableRetries: nil),
        serviceAccount: serviceAccount, network: network,
        baseOutputDirectory: outputs.map { CustomJob.OutputDirectory(outputUriPrefix: $0) }, tensorboard: tensorboard,
        enableWebAccess: hasWebAccess ? true : nil))
  }

  /// `3600s`, with a fraction where there is one.
  static func seconds(_ span: Duration) -> String {
    let (seconds, attoseconds) = span.components
    return attoseconds == 0
      ? "\(seconds)s" : String(format: "%.3fs", Double(seconds) + Double(attoseconds) / 1e18)
  }

  private func check() throws(CloudError) {
    try JobNames.check(name)
    func require(_ condition: Bool, _ sentence: String) throws(CloudError) {
      if !condition { throw CloudError(.usage, sentence) }
    }
    let isPlainImage = !image.isEmpty && image.utf8.allSatisfy { $0 > 32 && $0 < 127 } && !image.hasPrefix("-")
    try require(isPlainImage, "\(image) is not an image name")
    try require((1...100).contains(machines), "A job runs on 1 to 100 machines, not \(machines)")
    try require((100...64_000).contains(diskGigabytes), "--disk must be from 100 to 64000 GB, not \(diskGigabytes)")
    if let key {
      try require(
        key.wholeMatch(of: /projects\/[^\/\s]+\/locations\/[^\/\s]+\/keyRings\/[^\/\s]+\/cryptoKeys\/[^\/\s]+/) != nil,
        "A key is named projects/P/locations/R/keyRings/RING/cryptoKeys/KEY, not \(key)")
    }
    if let timeout {
      try require(timeout >= .seconds(60) && timeout <= .seconds(28 * 86_400), "--timeout must be from 1m to 28 days")
    }
    for (name, place) in [("the outputs", outputs)] where place != nil {
      try require(place?.hasPrefix("gs://") == true, "\(name) must be below gs://, not \(place ?? "")")
    }
    if let tensorboard {
      try require(serviceAccount != nil, "--tensorboard needs --service-account, which writes to it")
      try require(
        tensorboard.hasPrefix("projects/") && tensorboard.contains("/tensorboards/"),
        "--tensorboard must be projects/PROJECT/locations/REGION/tensorboards/ID")
    }
    try require(labels.count <= 64, "A job has at most 64 labels")
    for (key, value) in labels {
      try require(
        key.first.map { $0.isASCII && $0.isLowercase } ?? false && JobNames.label(key) == key
          && JobNames.label(value) == value,
        "The label \(key)=\(value) must be of lower-case letters, digits, _ and -, and begin with a letter")
    }
  }
}
