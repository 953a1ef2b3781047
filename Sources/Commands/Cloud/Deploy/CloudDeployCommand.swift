import ArgumentParser
import Artifact
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud deploy`: deploys a model to Google Cloud.
struct CloudDeployCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy",
    abstract: "Deploy a model to Cloud Run, App Engine or a Vertex AI endpoint, and verify its answers there.",
    discussion: """
      Afterwards the model's golden images are sent to the deployment, and its answers are compared with the \
      model's own. Until they match, the previous deployment keeps serving.

      Examples:
        dogbreed cloud deploy --to cloud-run --model my-model --public
        dogbreed cloud deploy --to vertex-endpoint --model my-model --dry-run
      """)

  @OptionGroup var cloud: CloudOptions
  @OptionGroup var deployment: CloudDeployOptions
  @OptionGroup var gate: ReleaseGate

  /// The mark of an app.yaml that this verb may replace.
  private static let yamlMark = "# Written by dogbreed cloud deploy."

  private struct Result: Encodable {
    let target: String
    let name: String
    let address: String
    let image: String
    let model: String
    let checked: Int
    let running: [RunningService]
  }

  func run() async throws {
    let stamp = JobNames.stamp(.now)
    if let file = deployment.appYAML, !cloud.dryRun { try TextFile.check(file, replacing: Self.yamlMark) }
    if cloud.dryRun || deployment.appYAML != nil {
      try await cloud.dry { endpoints, place, _ in
        let plan = try await CloudDeployPlan(deployment, place: place, stamp: stamp)
        if let file = deployment.appYAML, !cloud.dryRun {
          try write(plan, to: file)
        } else {
          if let intention = gate.intention { Console.error(intention) }
          if plan.isCarried { Console.error("would copy \(plan.folder.path) to \(plan.modelAddress)") }
          if plan.image == nil { Console.error("would build serve and push it as \(plan.builtImage)") }
          Console.error(plan.otherwise)
          try Console.out(RequestPrinter.text(try plan.requests(endpoints, place), json: cloud.json))
        }
      }
      return
    }
    try await cloud.run { client, place, _ in
      let plan = try await CloudDeployPlan(deployment, place: place, stamp: stamp)
      try Inspection.report(await inspect(plan, client, place), json: cloud.json)
      try await gate.check(plan.folder)
      let probe = deployment.noCheck ? nil : try await GoldenProbe(ModelFolder(reading: plan.folder))
      if plan.isCarried { try await CloudFolders(client).send(plan.folder.path, to: plan.modelAddress) }
      let image =
        if let image = plan.image {
          image
        } else {
          try await CloudImage.build(
            .serve, as: plan.builtImage, inCloud: deployment.cloudBuild, client, place)
        }
      let work = DeploymentWork(
        client: client, place: place, patience: .milliseconds(Int64(deployment.patience * 60_000)))
      let course = try plan.course(image: image, work)
      // Ctrl-C ends the work as a failure does: what was done is undone.
      let ended = try await Interrupts.run {
        try await Deployer(work: work).deploy(course, say: { Console.error($0) }) { address in
          Console.error("\(deployment.name) is deployed: \(address.text)")
          if let probe { try await check(probe, address, client, place) }
        }
      }
      guard let (address, running) = ended else { throw ExitCode(130) }
      for service in running { Console.error("runs: \(service.line)") }
      ConsolePages.say(deployment.to, name: deployment.service, address: address, place: place)
      Console.error("`dogbreed cloud stop \(deployment.service) --on \(deployment.to.rawValue)` ends it.")
      try Console.out(
        cloud.json
          ? JSONText.pretty(
            Result(
              target: deployment.to.rawValue, name: deployment.name, address: address, image: image,
              model: plan.modelAddress, checked: probe?.expected.count ?? 0, running: running)) : address)
    }
  }

  private func write(_ plan: CloudDeployPlan, to file: String) throws {
    guard case .appEngine(let body) = try plan.body(image: plan.image ?? plan.builtImage) else { return }
    try TextFile.write("\(Self.yamlMark)\n\(body.yaml)", to: file, replacing: Self.yamlMark)
    try Console.out(
      "\(file) was written; deploy it with `gcloud app deploy \(file) --image-url \(plan.image ?? plan.builtImage)`.")
  }

  private func inspect(_ plan: CloudDeployPlan, _ client: GoogleClient, _ place: CloudPlace) async -> [PreflightResult]
  {
    let look = Preflight(client, project: place.project)
    var findings = [
      PreflightResult(
        "model", .good,
        "\(plan.needs.modelBytes >> 20) MiB, which needs \(plan.needs.memory) MiB of memory to serve."),
      await look.credentials(),
    ]
    guard findings.last?.verdict == .good else { return findings }
    async let services = look.services(plan.services)
    findings += await services
    for bucket in CloudOptions.buckets([plan.modelAddress]) {
      findings.append(await look.bucket(bucket, region: place.region))
    }
    if let image = plan.image {
      findings.append(await look.image(image))
    } else {
      findings.append(await CloudImage.look(inCloud: deployment.cloudBuild))
      findings.append(await look.repository(of: plan.builtImage))
    }
    return findings
  }

  private func check(
    _ probe: GoldenProbe, _ address: DeployedAddress, _ client: GoogleClient, _ place: CloudPlace
  ) async throws {
    switch address {
    case .server(let url, let audience):
      var token: Secret?
      if let account = deployment.checkAs {
        token = try await IdentityToken.token(client, account: account, audience: audience)
      }
      try await probe.ask(url, client: client, token: token)
    case .endpoint(let name):
      let requests = EndpointRequests(place.site(client.endpoints))
      try await probe.ask(requests, endpoint: name, client: client)
    }
    Console.error("\(probe.expected.count) golden images were answered correctly.")
  }
}

extension CloudDeployCommand: ModalOptions {
  var modes: [OptionMode] {
    let target = deployment.to
    let isWritten = deployment.appYAML != nil
    return cloud.building(deployment.image) + [
      OptionMode(
        "memory", "cpu", "concurrency", "public", isUsed: target == .cloudRun, "without --to cloud-run"),
      OptionMode("machine", "gpu", isUsed: target == .vertexEndpoint, "without --to vertex-endpoint"),
      OptionMode("check-as", isUsed: target != .vertexEndpoint && !deployment.noCheck, "where no server is checked"),
      OptionMode("cloud-build", "no-check", "check-as", "patience", isUsed: !isWritten, "with --write-app-yaml"),
    ]
  }
}
