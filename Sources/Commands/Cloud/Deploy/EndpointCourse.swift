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
    requests = EndpointRequests(work.place.site(work.client.endpoints))
  }

  var operationRoot: String { requests.operationRoot }

  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress {
    known = try await work.client.json(EndpointReport.self, requests.find(plan.name)).endpoints?.first
    if let known, !known.isOurs {
      throw CloudError(
        .usage,
        "The endpoint \(known.name) was not made by this program, and is left as it is: give another --name, or the label "
          + "app=dogbreed to that endpoint")
    }
    let version = try await upload(work)
    if let known {
      endpoint = known.name
    } else {
      endpoint = requests.endpoint(plan)
      undo.append(UndoStep(what: "the endpoint \(endpoint)", request: requests.delete(endpoint: endpoint)))
      _ = try await work.run(requests.create(plan), root: operationRoot, EndpointReport.self)
    }
    if let number = plan.number { undo.append(try withdrawal(of: number)) }
    _ = try await work.run(
      requests.deploy(plan, endpoint: endpoint, model: version), root: operationRoot, EndpointReport.self)
    return .endpoint(endpoint)
  }

  /// The full name of the uploaded model, or of its version, which is named behind an @.
  private mutating func upload(_ work: DeploymentWork) async throws(CloudError) -> String {
    let parent = try await work.client.json(EndpointReport.self, requests.models(named: plan.name)).models?.first?.name
    let own = requests.model(plan)
    if let parent {
      // Its number is Vertex AI's to give; its alias is ours, and finds it also where the answer is lost.
      undo.append(
        UndoStep(what: "the version \(plan.id) of the model \(parent)") { [plan, requests] client throws(CloudError) in
          let get = requests.get("\(parent)@\(plan.id)")
          let answer = try await client.send(get)
          guard answer.status != 404 else { return nil }
          let number = try answer.decoded(EndpointReport.Named.self, of: get).versionId
          return number.map { requests.delete(model: "\(parent)@\($0)") }
        })
    } else {
      undo.append(UndoStep(what: "the model \(own)", request: requests.delete(model: own)))
    }
    let uploaded = try await work.run(
      requests.upload(plan, parent: parent), root: operationRoot, EndpointReport.self)
    guard let name = uploaded?.model else {
      throw CloudError(.corrupt, "Vertex AI doesn't name the model that was uploaded")
    }
    return uploaded?.modelVersionId.map { "\(name.prefix { $0 != "@" })@\($0)" } ?? name
  }

  /// Undeploys our model, where it is deployed; the traffic is then as it was.
  private func withdrawal(of number: String) throws(CloudError) -> UndoStep {
    let older = (known?.deployedModels ?? []).compactMap(\.id)
    let request = try requests.undeploy(
      number, endpoint: endpoint, split: older.isEmpty ? nil : known?.trafficSplit)
    return UndoStep(what: "the model \(number) on \(endpoint)") {
      [requests, endpoint] client throws(CloudError) in
      let get = requests.get(endpoint)
      let answer = try await client.send(get)
      guard answer.status != 404 else { return nil }
      let models = try answer.decoded(EndpointReport.Named.self, of: get).deployedModels ?? []
      return models.contains { $0.id == number } ? request : nil
    }
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
