import Transport

/// The current job for an old command, with what was changed and why.
package struct JobTranslation: Sendable {
  /// The job in our own terms.
  package var job: TrainingJob
  /// The region that it runs in.
  package var region: String
  /// One sentence each.
  package var notes: [String]

  /// - region: where the command names none.
  /// - repository: Artifact Registry's, in place of Container Registry.
  ///
  /// Throws `CloudError` of kind `usage` for what has no counterpart.
  package init(_ old: OldCommand, region fallback: String?, repository: String) throws(CloudError) {
    notes = []
    for (flag, why) in Self.impossible where old.flags[flag] != nil { throw CloudError(.usage, "--\(flag): \(why)") }
    guard let region = old.flags["region"] ?? fallback, !region.isEmpty else {
      throw CloudError(.usage, "The command names no region: give --region")
    }
    self.region = region
    guard let image = old.flags["master-image-uri"] else {
      throw CloudError(.usage, "The command has no --master-image-uri: only jobs of containers can be translated")
    }
    let machine = try Self.machine(old, &notes)
    job = TrainingJob(
      name: old.job, image: Self.image(image, region: region, repository: repository, &notes), arguments: old.arguments,
      machine: machine)
    job.machines = try Self.machines(old, &notes)
    job.serviceAccount = old.flags["service-account"]
    job.network = old.flags["network"]
    if let labels = old.flags["labels"] {
      for pair in labels.split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw CloudError(.usage, "--labels \(labels) is not KEY=VALUE,KEY=VALUE") }
        job.labels[parts[0]] = parts[1]
      }
    }
    job.key = Self.key(old, region: region)
    job.hasWebAccess = old.flags["enable-web-access"] != nil
    if let folder = old.flags["job-dir"] {
      job.outputs = folder
      job.arguments += ["--job-dir=\(folder)"]
      notes.append("--job-dir is the base output directory now, and goes to the container as before.")
    }
    if machine.accelerator == nil, job.arguments.contains(where: { Self.cuda.contains($0) }) {
      job.arguments.removeAll { Self.cuda.contains($0) }
      notes.append("--use_cuda was left out: the machine has no GPU, and the original silently continued without one.")
    }
    for flag in old.flags.keys.sorted() where !Self.read.contains(flag) {
      notes.append("--\(flag) has no counterpart and was left out.")
    }
  }

  private static let cuda: Set<String> = ["--use_cuda", "--use-cuda"]

  private static let read: Set<String> = [
    "region", "scale-tier", "master-image-uri", "master-machine-type", "master-accelerator", "worker-count",
    "worker-machine-type", "worker-image-uri", "worker-accelerator", "labels", "service-account", "network", "job-dir",
    "stream-logs", "async", "quiet", "q", "project", "enable-web-access", "kms-key", "kms-keyring", "kms-location",
    "kms-project",
  ]

  /// The key's full name, which may be spread over four flags.
  private static func key(_ old: OldCommand, region: String) -> String? {
    guard let key = old.flags["kms-key"] else { return nil }
    guard !key.contains("/") else { return key }
    let project = old.flags["kms-project"] ?? old.flags["project"] ?? ""
    return "projects/\(project)/locations/\(old.flags["kms-location"] ?? region)/keyRings/"
      + "\(old.flags["kms-keyring"] ?? "")/cryptoKeys/\(key)"
  }

  private static let impossible = [
    ("package-path", "Python packages that Google's image runs have no counterpart here: name an image"),
    ("packages", "Python packages that Google's image runs have no counterpart here: name an image"),
    ("module-name", "Python packages that Google's image runs have no counterpart here: name an image"),
    ("config", "what the YAML file says must be given as flags"),
    ("parameter-server-count", "training here has no parameter servers: leave them out"),
    ("evaluator-count", "training here has no evaluators: leave them out"),
  ]

  /// Discontinued machines with their nearest current ones; K80s became T4s.
  private static let legacy = [
    "standard": "n1-standard-4", "large_model": "n1-highmem-8", "complex_model_s": "n1-standard-8",
    "complex_model_m": "n1-standard-16", "complex_model_l": "n1-standard-32", "standard_gpu": "n1-standard-8+t4",
    "complex_model_m_gpu": "n1-standard-16+t4:4", "complex_model_l_gpu": "n1-standard-32+t4:4",
    "standard_p100": "n1-standard-8+p100", "complex_model_m_p100": "n1-standard-16+p100:4",
    "standard_v100": "n1-standard-8+v100", "large_model_v100": "n1-highmem-8+v100",
    "complex_model_m_v100": "n1-standard-16+v100:4", "complex_model_l_v100": "n1-standard-32+v100:8",
  ]

  private static let tiers = [
    "BASIC": "n1-standard-4", "STANDARD_1": "n1-standard-8", "PREMIUM_1": "n1-standard-16",
    "BASIC_GPU": "n1-standard-8+t4",
  ]

  private static func machine(_ old: OldCommand, _ notes: inout [String]) throws(CloudError) -> MachineChoice {
    let tier = old.flags["scale-tier"].map { text in text.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }
    if let type = old.flags["master-machine-type"] {
      let name = legacy[type] ?? type
      if name != type { notes.append("The machine \(type) no longer exists; \(name) is the nearest.") }
      guard let accelerator = old.flags["master-accelerator"] else { return try MachineChoice(parsing: name) }
      let (kind, count) = try Self.accelerator(accelerator, &notes)
      return try MachineChoice(
        Machine(named: name.split(separator: "+").first.map(String.init) ?? name), kind, count: count)
    }
    let named = tier ?? "BASIC"
    guard let name = tiers[named] else {
      throw CloudError(
        .usage,
        named == "CUSTOM"
          ? "--scale-tier CUSTOM needs --master-machine-type"
          : "There is no counterpart of --scale-tier \(named.prefix(40))")
    }
    notes.append("--scale-tier \(named) no longer exists; \(name) replaces it.")
    return try MachineChoice(parsing: name)
  }

  /// Reads `count=1,type=nvidia-tesla-k80`.
  private static func accelerator(
    _ text: String, _ notes: inout [String]
  ) throws(CloudError) -> (Accelerator, Int) {
    var values: [String: String] = [:]
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let count = Int(values["count"] ?? "1"), let type = values["type"] else {
      throw CloudError(.usage, "\(text.prefix(80)) is not count=N,type=KIND")
    }
    if type.lowercased().hasSuffix("k80") {
      notes.append("K80 GPUs no longer exist; T4s replace them.")
      return (.t4, min(count, 4))
    }
    return (try MachineChoice.gpu(type).0, count)
  }

  private static func machines(_ old: OldCommand, _ notes: inout [String]) throws(CloudError) -> Int {
    switch old.flags["scale-tier"]?.uppercased() {
    case "STANDARD_1":
      notes.append("STANDARD_1's four workers stay; its three parameter servers have no counterpart.")
      return 5
    case "PREMIUM_1":
      notes.append("PREMIUM_1's 19 workers stay; its 11 parameter servers have no counterpart.")
      return 20
    default: break
    }
    guard let text = old.flags["worker-count"] else { return 1 }
    guard let count = Int(text), (0...99).contains(count) else {
      throw CloudError(.usage, "--worker-count must be from 0 to 99, not \(text.prefix(40))")
    }
    for flag in ["worker-machine-type", "worker-image-uri", "worker-accelerator"] {
      let master = old.flags[flag.replacingWorker]
      if let worker = old.flags[flag], worker != master {
        throw CloudError(.usage, "--\(flag) differs from the master's: all machines of a job must be the same here")
      }
    }
    return count + 1
  }

  /// `eu.gcr.io/PROJECT/NAME:TAG` → `REGION-docker.pkg.dev/PROJECT/REPOSITORY/NAME:TAG`.
  private static func image(
    _ text: String, region: String, repository: String, _ notes: inout [String]
  ) -> String {
    let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count == 3, parts[0] == "gcr.io" || parts[0].hasSuffix(".gcr.io") else { return text }
    let place = "\(region)-docker.pkg.dev/\(parts[1])/\(repository)/\(parts[2])"
    notes.append("Container Registry no longer exists: push the image to \(place).")
    return place
  }
}

extension String {
  fileprivate var replacingWorker: String { "master" + dropFirst("worker".count) }
}
