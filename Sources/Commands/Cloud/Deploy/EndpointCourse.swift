import GoogleCloud
import Transport

/// A deployment to a Vertex AI endpoint.
///
/// An endpoint's models can't be asked before they have traffic: the new one gets it, and loses it again if its answers
/// are wrong.
struct EndpointCourse: DeploymentCourse {
  let plan: EndpointPlan
  let requests: EndpointRequests
  private(set) var undo: [UndoStep] = []
  private(set) var freeing: [UndoStep] = []
  private var endpoint = ""
  private var known: EndpointReport.Named?

  init(_ plan: EndpointPlan, _ work: DeploymentWork) {
    self.plan = plan
    requests = EndpointRequests(
      endpoints: work.client.endpoints, project: work.place.project, region: work.place.region)
  }

  var operationRoot: String { requests.operationRoot }

  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress {
    let parent = try await work.client.json(EndpointReport.self, requests.models(named: plan.name)).models?.first?.name
    let uploaded = try await work.run(
      requests.upload(plan, parent: parent), root: operationRoot, EndpointReport.self)
    guard let name = uploaded?.model else {
      throw CloudError(.corrupt, "Vertex AI doesn't name the model that was uploaded")
    }
    // A version of a model is named behind an @; a new model goes as a whole.
    let version = uploaded?.modelVersionId.map { "\(name.prefix { $0 != "@" })@\($0)" } ?? name
    undo.append(
      UndoStep(what: "the model \(version)", request: requests.delete(model: parent == nil ? name : version)))
    known = try await work.client.json(EndpointReport.self, requests.find(plan.name)).endpoints?.first
    if let known {
      endpoint = known.name
    } else {
      guard let made = try await work.run(requests.create(plan), root: operationRoot, EndpointReport.self)?.name
      else { throw CloudError(.corrupt, "Vertex AI doesn't name the endpoint that was made") }
      endpoint = made
      undo.append(UndoStep(what: "the endpoint \(made)", request: requests.delete(endpoint: made)))
    }
    let older = (known?.deployedModels ?? []).compactMap(\.id)
    if let number = plan.number {
      undo.append(
        UndoStep(
          what: "the model \(number) on \(endpoint)",
          request: try requests.undeploy(
            number, endpoint: endpoint, split: older.isEmpty ? nil : known?.trafficSplit)))
    }
    _ = try await work.run(
      requests.deploy(plan, endpoint: endpoint, model: version), root: operationRoot, EndpointReport.self)
    return .endpoint(endpoint)
  }

  mutating func promote(_ work: DeploymentWork) async throws(CloudError) -> String {
    for id in (known?.deployedModels ?? []).compactMap(\.id) {
      freeing.append(
        UndoStep(
          what: "the model \(id) on \(endpoint)", request: try requests.undeploy(id, endpoint: endpoint, split: nil)))
    }
    return endpoint
  }

  var running: [RunningService] { endpoint.isEmpty ? [] : [RunningService(plan, endpoint: endpoint)] }
}
