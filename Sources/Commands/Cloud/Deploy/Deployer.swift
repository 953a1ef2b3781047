import Foundation
import GoogleCloud

/// Deploys a planned service and returns where it can be reached.
struct Deployer: Sendable {
  let client: GoogleClient
  let place: CloudPlace
  let patience: Duration

  /// Where to send predictions: a URL of this program's own API, or a Vertex AI endpoint's name.
  enum Address: Sendable {
    case server(String)
    case endpoint(String)

    var text: String {
      switch self {
      case .server(let address), .endpoint(let address): address
      }
    }
  }

  /// What was deployed, how to promote it once its answers are right, and how to withdraw it if they are wrong.
  struct Deployed: Sendable {
    let address: Address
    var promotion: [CloudRequest] = []
    var withdrawal: [CloudRequest] = []
    var operationRoot = ""
  }

  /// - isChecked: Whether the deployment is checked before it gets traffic; the previous one serves until then.
  func deploy(_ body: CloudDeployPlan.Body, isChecked: Bool) async throws(CloudError) -> Deployed {
    switch body {
    case .cloudRun(let plan): try await cloudRun(plan, isChecked: isChecked)
    case .appEngine(let plan): try await appEngine(plan)
    case .endpoint(let plan): try await endpoint(plan)
    }
  }

  /// Sends traffic to a deployment that passed its check, and frees what it replaces.
  func promote(_ deployed: Deployed) async throws(CloudError) { try await run(deployed.promotion, deployed) }

  /// Returns traffic to the previous deployment if the new one already has it.
  func withdraw(_ deployed: Deployed) async throws(CloudError) { try await run(deployed.withdrawal, deployed) }

  private func run(_ requests: [CloudRequest], _ deployed: Deployed) async throws(CloudError) {
    for request in requests { _ = try await operations(deployed.operationRoot).run(request, Nothing.self) }
  }

  private struct Nothing: Decodable, Sendable {}

  private func operations(_ root: String) -> Operations {
    var operations = Operations(client, root: root)
    operations.limit = patience
    // Test stubs answer at once; real services take half a minute.
    operations.first = .milliseconds(500)
    return operations
  }

  private func cloudRun(_ plan: CloudRunPlan, isChecked: Bool) async throws(CloudError) -> Deployed {
    let requests = CloudRunRequests(endpoints: client.endpoints, project: place.project, region: place.region)
    let get = requests.get(plan.name)
    let answer = try await client.send(get)
    let before = answer.status == 404 ? nil : try answer.decoded(CloudRunReport.self, of: get)
    let waits = isChecked && before?.serving != nil && plan.share == 100
    var first = plan
    if waits { first.share = 0 }
    // Cloud Run validates it first.
    let body = try first.body(serving: before?.serving)
    _ = try await client.send(try requests.put(plan.name, body, validateOnly: true))
    _ = try await operations(requests.operationRoot).run(try requests.put(plan.name, body), CloudRunReport.self)
    let report = try await client.json(CloudRunReport.self, get)
    if let condition = report.terminalCondition, condition.state == "CONDITION_FAILED" {
      throw CloudError(.usage, "The service doesn't start: \(condition.message ?? "Cloud Run doesn't say why")")
    }
    guard let address = report.address, Endpoints.isSafe(address) else {
      throw CloudError(.corrupt, "Cloud Run reports no URL for \(plan.name)")
    }
    return Deployed(
      address: .server(address), promotion: waits ? [try requests.put(plan.name, plan.body(serving: nil))] : [],
      operationRoot: requests.operationRoot)
  }

  private func appEngine(_ plan: AppEnginePlan) async throws(CloudError) -> Deployed {
    let requests = AppEngineRequests(endpoints: client.endpoints, project: place.project)
    guard try await client.send(requests.getApp).status != 404 else {
      throw CloudError(
        .usage,
        "\(place.project) has no App Engine app, and its region can't be changed later: run `gcloud app create --region "
          + "REGION` once")
    }
    let operations = operations(requests.operationRoot)
    _ = try await operations.run(try requests.create(plan), AppEngineReport.self)
    let report = try await client.json(AppEngineReport.self, requests.version(plan))
    guard let address = report.versionUrl, Endpoints.isSafe(address) else {
      throw CloudError(.corrupt, "App Engine reports no URL for \(plan.version)")
    }
    return Deployed(
      address: .server(address), promotion: [try requests.serve(plan)], operationRoot: requests.operationRoot)
  }

  /// An endpoint's models can't be queried before they have traffic: the new one gets it, and loses it again if its
  /// answers are wrong.
  private func endpoint(_ plan: EndpointPlan) async throws(CloudError) -> Deployed {
    let requests = EndpointRequests(endpoints: client.endpoints, project: place.project, region: place.region)
    let operations = operations(requests.operationRoot)
    guard let model = try await operations.run(try requests.upload(plan), EndpointReport.self)?.model else {
      throw CloudError(.corrupt, "Vertex AI's response doesn't name the uploaded model")
    }
    let known = try await client.json(EndpointReport.self, requests.find(plan.name)).endpoints?.first
    let made =
      known == nil ? try await operations.run(try requests.create(plan), EndpointReport.self)?.name : known?.name
    guard let endpoint = made else { throw CloudError(.corrupt, "Vertex AI's response doesn't name the new endpoint") }
    let report = try await operations.run(
      try requests.deploy(plan, endpoint: endpoint, model: model), EndpointReport.self)
    var deployed = Deployed(address: .endpoint(endpoint), operationRoot: requests.operationRoot)
    let older = (known?.deployedModels ?? []).compactMap(\.id)
    for id in older { deployed.promotion.append(try requests.undeploy(id, endpoint: endpoint, split: nil)) }
    if let new = report?.deployedModel?.id, let split = known?.trafficSplit, !older.isEmpty {
      deployed.withdrawal = [try requests.undeploy(new, endpoint: endpoint, split: split)]
    }
    return deployed
  }
}
