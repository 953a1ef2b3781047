import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud train`: trains on Google Cloud from local images to a local model.
struct CloudTrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract:
      "Train on Google Cloud: upload the images, build the container, submit the job, follow it, fetch the model.",
    discussion: """
      Everything is checked before anything is built. The job is followed as by cloud watch: the exit code is 0, 1 or 130 \
      according to the job's result, and Ctrl-C detaches.

      Examples:
        dogbreed cloud train --data photos --title "Which cheese is this?"
        dogbreed cloud train --data photos --machine g2-standard-8 --spot -- --tune full --epochs 10
      """)

  /// The label that says a job is this program's, with the name it was given.
  static let label = "dogbreed_job"
  /// The label that tells jobs of one name apart.
  static let submission = "dogbreed_submission"
  static let services = ["aiplatform.googleapis.com", "storage.googleapis.com", "logging.googleapis.com"]

  @OptionGroup var cloud: CloudOptions
  @OptionGroup var training: CloudTrainOptions
  @OptionGroup var pace: CloudPaceOptions

  private struct Sent: Encodable {
    let job: JobRecord
  }

  func run() async throws {
    let stamp = JobNames.stamp(.now)
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, _ in
        let plan = try CloudTrainPlan(training, place: place, stamp: stamp)
        if let note = plan.idleGPU { Console.error(note) }
        for line in plan.steps { Console.error(line) }
        if training.delete { for line in await plan.deletions() { Console.error(line) } }
        try Console.out(RequestPrinter.text(try plan.requests(endpoints, place), json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, _ in
      let plan = try CloudTrainPlan(training, place: place, stamp: stamp)
      if let note = plan.idleGPU { Console.error(note) }
      try Inspection.report(await inspect(plan, client, place), json: cloud.json)
      if let folder = plan.localData {
        try await CloudFolders(client).send(folder, to: plan.names.data, deletes: training.delete)
      }
      try await submit(plan, client, place, stamp: stamp)
    }
  }

  private func inspect(_ plan: CloudTrainPlan, _ client: GoogleClient, _ place: CloudPlace) async -> [PreflightResult] {
    let look = Preflight(client, project: place.project)
    var findings = [PreflightResult("machine", .good, "\(plan.machines[0]) is a known machine type.")]
    if let folder = plan.localData, !FileManager.default.fileExists(atPath: folder) {
      findings.append(PreflightResult("data", .problem, "There is no folder \(folder): fix --data."))
    }
    findings.append(await look.credentials())
    guard findings.last?.verdict == .good else { return findings }
    async let services = look.services(plan.services)
    async let quota = look.quota(
      plan.machines[0], machines: training.machines, spot: training.chosenStrategy == .spot, region: place.region)
    findings += await services
    for bucket in plan.buckets { findings.append(await look.bucket(bucket, region: place.region)) }
    var allowance = await quota
    if plan.spec?.hasMachine == true {
      allowance = PreflightResult("quota", .unknown, "--spec names its own machines, whose quota isn't looked at.")
    }
    // If another place is named, a missing quota here doesn't stop the job.
    let hasOthers = plan.machines.count * plan.regions.count > 1 && training.shortage != .stop
    findings.append(
      allowance.verdict == .problem && hasOthers
        ? PreflightResult("quota", .unknown, allowance.words + " The next place will be tried, too.") : allowance)
    if let image = plan.image {
      findings.append(await look.image(image))
    } else {
      findings.append(await CloudImage.look(inCloud: training.cloudBuild))
      findings.append(await look.repository(of: plan.builtImage(on: plan.machines[0])))
    }
    return findings
  }

  /// Submits the job to the first place that accepts it and follows it; moves on to the next when no machine is
  /// available.
  private func submit(
    _ plan: CloudTrainPlan, _ client: GoogleClient, _ place: CloudPlace, stamp: String
  ) async throws {
    var images: [ContainerImageKind: String] = [:]
    var places = Places(
      machines: plan.machines, regions: plan.regions,
      atTheEnd: training.shortage == .wait ? .wait(.seconds(Int64(training.pause * 60))) : .giveUp)
    var step = places.advance()
    while true {
      let here: Places.Place
      switch step {
      case .go(let place): here = place
      case .wait(let span, let place):
        Console.error("Waiting \(Int(span / .seconds(60))) minutes before the next try.")
        try await Task.sleep(for: span)
        here = place
      case .end: throw ShortageError.nowhere
      }
      let kind = plan.imageKind(on: here.machine)
      let built =
        if let image = plan.image ?? images[kind] {
          image
        } else {
          try await CloudImage.build(
            kind, as: plan.builtImage(on: here.machine), inCloud: training.cloudBuild, client, place)
        }
      images[kind] = built
      let jobs = Jobs(client, project: place.project, region: here.region)
      let shortage: Shortage
      do {
        let report = try await jobs.create(
          plan.body(on: here.machine, image: built), named: plan.names.job, submission: plan.submission)
        let record = plan.record(report, place: place, at: here, image: built, stamp: stamp)
        try await CloudSettings.change(cloud.config) { $0.remember(record) }
        Console.error("\(plan.names.job) was submitted: \(here), \(report.name).")
        ConsolePages.say(job: report.name, project: place.project)
        if training.detach {
          try Console.out(cloud.json ? JSONText.pretty(Sent(job: record)) : plan.names.job)
          return
        }
        guard let short = try await follow(record, plan, client, place) else { return }
        shortage = short
      } catch let error as CloudError {
        guard let short = Shortage(error) else { throw error }
        shortage = short
      }
      Console.error("No machine: \(shortage.words)")
      step = places.advance()
      try await allow(step, after: shortage)
    }
  }

  /// Follows the job to its end. Returns the shortage that it failed from, or nil when it succeeded and its model was
  /// fetched.
  private func follow(
    _ record: JobRecord, _ plan: CloudTrainPlan, _ client: GoogleClient, _ place: CloudPlace
  ) async throws -> Shortage? {
    let monitor = JobMonitor(
      client: client, project: record.project, region: record.region, id: record.id, name: plan.names.job,
      pace: pace, json: cloud.json)
    guard let outcome = try await monitor.run() else { throw ExitCode(130) }
    monitor.tell(outcome)
    if let shortage = outcome.shortage, training.shortage != .stop { return shortage }
    guard outcome.exitCode == 0 else { throw ExitCode(outcome.exitCode) }
    let folder = training.out ?? plan.names.job
    do {
      try await CloudFolders(client).fetch(plan.names.model, to: folder)
    } catch {
      Console.error("The model is in \(plan.names.model); download it with `dogbreed cloud fetch \(plan.names.job)`.")
      throw error
    }
    Console.error("\(folder) holds the model.")
    return nil
  }

  /// Asks whether to continue; throws if the answer, or the flags, say no.
  private func allow(_ step: Places.Step, after shortage: Shortage) async throws {
    switch (step, training.shortage) {
    case (.end, _), (_, .stop): throw ShortageError.short(shortage.words)
    case (_, .next), (_, .wait): return
    case (.go(let place), .ask), (.wait(_, let place), .ask):
      Console.write("Continue with \(place)? [Y/n] ")
      if let answer = readLine(), answer.lowercased().hasPrefix("n") { throw ShortageError.short(shortage.words) }
    }
  }
}

extension CloudTrainCommand: ModalOptions {
  var modes: [OptionMode] {
    let more = training.more
    let tunes = CloudTrainPlan.tunes(more)
    let namesGPU = training.machine.split(separator: ",").first?.contains("+") == true
    let isEpochal =
      tunes || CloudTrainPlan.value(of: "head", in: more) == "adam"
      || CloudTrainPlan.value(of: "recipe", in: more) == "original"
    return cloud.building(training.image) + [
      OptionMode(
        "gpu", isUsed: !namesGPU,
        "with a --machine that names its GPU"),
      OptionMode("gpu", isUsed: namesGPU || !CloudTrainPlan.keepsToCPU(more), "with -- --device cpu"),
      OptionMode(
        "max-wait", isUsed: training.chosenStrategy == .flexStart, "without --strategy flex-start"),
      OptionMode("pause", isUsed: training.shortage == .wait, "without --on-shortage wait"),
      OptionMode("out", "interval", "drain", isUsed: !training.detach, "with --detach"),
      OptionMode("delete", isUsed: training.data.map { !Remote.isAddress($0) } ?? true, "with --data in a bucket"),
      OptionMode(
        "epochs", "batch-size", isUsed: isEpochal, "unless -- --tune full, --tune last:N or --head adam follows"),
      OptionMode("test-batch-size", isUsed: tunes, "unless -- --tune full or --tune last:N follows"),
    ]
  }
}
