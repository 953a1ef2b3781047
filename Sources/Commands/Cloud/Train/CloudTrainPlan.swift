import Artifact
import Foundation
import GoogleCloud
import Support
import Transport

/// A cloud job, with all names decided before anything is sent.
struct CloudTrainPlan: Sendable {
  let names: JobNames
  let machines: [MachineChoice]
  let regions: [String]
  /// Local images that are uploaded to `names.data` first; nil if they are already in a bucket.
  let localData: String?
  /// The image's address; nil where one is built as `builtImage(on:)`.
  let image: String?
  /// What of the body has no flag; nil without `--spec`.
  let spec: JobSpec?
  private let tag: String
  private let place: CloudPlace
  private let options: CloudTrainOptions
  private let labels: [String: String]

  /// Throws `CloudError` of kind `usage`.
  init(_ options: CloudTrainOptions, place: CloudPlace, stamp: String) throws(CloudError) {
    self.options = options
    machines = try options.choices()
    if let file = options.spec { spec = try JobSpec(reading: file) } else { spec = nil }
    let usesGPU = machines[0].accelerator != nil || spec?.hasAccelerator == true
    tag = options.tag ?? (usesGPU ? "GPU_V1" : "CPU_V1")
    self.place = place
    var names = JobNames(tag: tag, bucket: place.bucket, stamp: stamp)
    if let name = options.name { names.job = name }
    if let place = options.modelDir { names.model = place }
    if let place = options.logDir { names.logs = place }
    let data = options.data ?? ""
    let isThere = data.hasPrefix("gs://")
    // By the folder's name and whole path: two folders of one name aren't mixed.
    names.data = isThere ? data : "\(names.data)/\(Self.name(of: data))"
    localData = isThere ? nil : data
    self.names = names
    try JobNames.check(names.job)
    regions = [place.region] + (options.regions ?? "").split(separator: ",").map(String.init)
    for region in regions where !CloudName.isRegion(region) {
      throw CloudError(.usage, CloudPlaceName.region.refusal(of: region, in: "--regions"))
    }
    image = options.image
    var labels = [CloudTrainCommand.label: JobNames.label(names.job)]
    labels[CloudTrainCommand.submission] = "\(stamp)-\(UUID().uuidString.prefix(8).lowercased())"
    for text in options.label {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      labels[parts[0]] = parts[1]
    }
    self.labels = labels
    // Finds everything that Vertex AI would refuse.
    for machine in machines { _ = try body(on: machine, image: image ?? builtImage(on: machine)) }
  }

  /// The body that is sent.
  func body(on machine: MachineChoice, image: String) throws(CloudError) -> JSONTree {
    let body = try job(on: machine, image: image).body()
    guard let spec else { return try JSONTree(of: body) }
    return try spec.laid(over: body)
  }

  /// Tells this job from another of its name, for when an answer is lost.
  var submission: (key: String, value: String)? {
    labels[CloudTrainCommand.submission].map { (CloudTrainCommand.submission, $0) }
  }

  /// Whether training there has a GPU.
  func usesGPU(_ machine: MachineChoice) -> Bool { machine.accelerator != nil || spec?.hasAccelerator == true }

  /// The image that the machine needs: only one with a GPU needs CUDA in it.
  func imageKind(on machine: MachineChoice) -> ContainerImageKind { usesGPU(machine) ? .trainGPU : .trainCPU }

  /// Where that image is pushed.
  func builtImage(on machine: MachineChoice) -> String { place.image(imageKind(on: machine).rawValue, tag: tag) }

  /// Whether the flags after `--` keep a machine's GPU idle.
  static func keepsToCPU(_ more: [String]) -> Bool { value(of: "device", in: more) == "cpu" }

  /// Whether the flags after `--` tune the net: only that writes checkpoints.
  static func tunes(_ more: [String]) -> Bool { (Self.value(of: "tune", in: more) ?? "head") != "head" }

  /// Says that a rented GPU would compute nothing; nil where it does, or where `--gpu` itself says so.
  var idleGPU: String? {
    guard options.gpu == nil, spec == nil, Self.keepsToCPU(options.more),
      let machine = machines.first(where: { $0.accelerator != nil })
    else { return nil }
    return "note: the GPU of \(machine) only costs with -- --device cpu."
  }

  /// The value of a flag among words, in either spelling; the last counts.
  static func value(of name: String, in words: [String]) -> String? {
    guard let place = words.lastIndex(where: { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") }) else { return nil }
    let word = words[place]
    if let mark = word.firstIndex(of: "=") { return String(word[word.index(after: mark)...]) }
    return place + 1 < words.count ? words[place + 1] : nil
  }

  /// The machines in the regions, in the order they are tried.
  var places: [Places.Place] {
    regions.flatMap { region in machines.map { Places.Place(machine: $0, region: region) } }
  }

  /// The last part of a folder's whole path, in characters that every tool takes.
  private static func name(of folder: String) -> String {
    let last = URL(filePath: folder).standardizedFileURL.lastPathComponent
    let name = String(last.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" })
    let shown = name.contains { $0.isLetter || $0.isNumber } ? name : "photographs"
    let whole = URL(filePath: folder).standardizedFileURL.resolvingSymlinksInPath().path
    return "\(shown)-\(ContentHash.of(Array(whole.utf8)).prefix(8))"
  }

  /// The APIs that the job needs, and what an image that is still to be built is pushed to.
  var services: [String] {
    CloudTrainCommand.services + (image == nil ? CloudImage.services(inCloud: options.cloudBuild) : [])
  }

  /// The buckets that the job reads and writes, each once.
  var buckets: [String] { CloudOptions.buckets([names.data, names.model, names.logs]) }

  /// The container's flags, spelt as the Python original's.
  func arguments(on machine: MachineChoice) -> [String] {
    var words = ["--model_dir=\(names.model)", "--data_dir=\(names.data)", "--log_dir=\(names.logs)"]
    if let epochs = options.epochs { words.append("--epochs=\(epochs)") }
    if usesGPU(machine) { words.append("--use_cuda") }
    if let size = options.batchSize { words.append("--batch_size=\(size)") }
    if let size = options.testBatchSize { words.append("--test_batch_size=\(size)") }
    // A preemptible job resumes where it was; the first time there is nothing to resume from.
    if options.chosenStrategy == .spot { words.append("--resume-if-any") }
    return words + options.nouns.flags + options.more
  }

  func job(on machine: MachineChoice, image: String) -> TrainingJob {
    var job = TrainingJob(name: names.job, image: image, arguments: arguments(on: machine), machine: machine)
    job.machines = options.machines
    job.labels = labels
    job.strategy = options.chosenStrategy
    job.diskGigabytes = options.disk
    job.timeout = options.timeout?.duration
    job.patience = options.maxWait?.duration
    job.serviceAccount = options.serviceAccount
    job.tensorboard = options.tensorboard
    job.network = options.network
    // Next to the model: the checkpoints' folder comes from here.
    job.outputs = names.model + "-run"
    return job
  }

  func record(_ report: JobReport, place: CloudPlace, at found: Places.Place, image: String, stamp: String) -> JobRecord
  {
    JobRecord(
      id: report.name, project: place.project, region: found.region, names: names, image: image,
      machine: found.machine.description, machines: options.machines, sent: stamp)
  }

  /// All requests, in order; `JOB` stands for the number that Vertex AI gives.
  func requests(_ endpoints: Endpoints, _ place: CloudPlace) throws(CloudError) -> [CloudRequest] {
    let before = PreflightRequests(endpoints: endpoints, project: place.project)
    let jobs = JobRequests(place.site(endpoints))
    var all = [before.services(services)] + buckets.map(before.bucket)
    all.append(before.quota(Preflight.metric(machines[0], spot: options.chosenStrategy == .spot)))
    if let image {
      all.append(ContainerRegistry.request(try .registered(image), endpoints))
    } else if let asked = before.repository(of: builtImage(on: machines[0])) {
      all.append(asked.request)
    }
    // Every place of the list; the next is asked only where one is short.
    for found in places {
      let there = JobRequests(place.site(endpoints, region: found.region))
      all.append(
        try there.create(try body(on: found.machine, image: image ?? builtImage(on: found.machine))))
    }
    if !options.detach {
      all += [jobs.get("JOB"), try LogQuery(project: place.project, job: "JOB", since: nil).request(endpoints)]
    }
    return all
  }
}
