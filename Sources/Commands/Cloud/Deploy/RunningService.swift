import GoogleCloud

/// Something that answers, and what it costs.
struct RunningService: Encodable, Sendable {
  let target: String
  let name: String
  let address: String
  /// The revision, version or deployed model.
  let part: String
  /// What runs, in words: "0 to 4 instances, paid while they answer".
  let runs: String

  var cells: [String] { [target, name, part, address, runs].map { $0.isEmpty ? "-" : $0 } }
  var line: String { cells.joined(separator: "  ") }

  /// - region: where the service lies.
  init(_ report: CloudRunReport, name: String, region: String) {
    target = CloudTarget.cloudRun.rawValue
    self.name = name
    address = report.uri ?? ""
    let shares = report.held.compactMap { share in
      share.revision.map { revision in share.percent == 100 ? revision : "\(revision) \(share.percent ?? 0) %" }
    }
    part = shares.joined(separator: ", ")
    let scaling = report.template?.scaling
    let (least, most) = (scaling?.minInstanceCount ?? 0, scaling?.maxInstanceCount ?? 100)
    runs =
      "\(least) to \(most) instances in \(region), "
      + (least == 0 ? "paid while they answer" : "\(least) of them paid all the time")
  }

  init(_ report: AppEngineReport, _ plan: AppEnginePlan) {
    self.init(
      version: report.id ?? plan.version, of: plan.service, address: report.versionUrl ?? "",
      least: plan.minInstances, most: plan.maxInstances)
  }

  init(_ report: AppEngineReport, service: String) {
    self.init(
      version: report.id ?? "", of: service, address: report.versionUrl ?? "",
      least: report.automaticScaling?.minTotalInstances ?? 1, most: report.automaticScaling?.maxTotalInstances ?? 1)
  }

  private init(version: String, of service: String, address: String, least: Int, most: Int) {
    target = CloudTarget.appEngine.rawValue
    (name, part, self.address) = (service, version, address)
    runs = "\(least) to \(most) instances, \(least) of them paid all the time"
  }

  init(_ plan: EndpointPlan, endpoint: String) {
    self.init(
      name: plan.name, endpoint: endpoint, model: plan.number ?? "", machine: plan.machine.description,
      least: plan.minReplicas, most: plan.maxReplicas)
  }

  init(_ deployed: EndpointReport.Deployed, on endpoint: EndpointReport.Named) {
    let resources = deployed.dedicatedResources
    self.init(
      name: endpoint.displayName ?? "", endpoint: endpoint.name, model: deployed.id ?? "",
      machine: resources?.machineSpec?.machineType ?? "an unknown machine", least: resources?.minReplicaCount ?? 1,
      most: resources?.maxReplicaCount ?? resources?.minReplicaCount ?? 1)
  }

  private init(name: String, endpoint: String, model: String, machine: String, least: Int, most: Int) {
    target = CloudTarget.vertexEndpoint.rawValue
    (self.name, address, part) = (name, endpoint, model)
    runs = "\(least) to \(most) × \(machine), \(least) of them paid all the time"
  }
}
