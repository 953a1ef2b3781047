import Foundation
import GoogleCloud
import Transport

/// A deployment to Cloud Run: a revision with an address of its own, then its share of the traffic.
struct CloudRunCourse: DeploymentCourse {
  let plan: CloudRunPlan
  let requests: CloudRunRequests
  private(set) var undo: [UndoStep] = []
  let freeing: [UndoStep] = []
  private var before: CloudRunReport?
  private var found: JSONTree?
  private var report: CloudRunReport?

  init(_ plan: CloudRunPlan, _ work: DeploymentWork) {
    self.plan = plan
    requests = CloudRunRequests(
      endpoints: work.client.endpoints, project: work.place.project, region: work.place.region)
  }

  var operationRoot: String { requests.operationRoot }

  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress {
    let get = requests.get(plan.name)
    let answer = try await work.client.send(get)
    if answer.status != 404 {
      before = try answer.decoded(CloudRunReport.self, of: get)
      found = try answer.decoded(JSONTree.self, of: get)
    }
    if let before, let found {
      let update = try CloudRunUpdate(plan, into: found, report: before)
      // Cloud Run validates it first.
      _ = try await work.client.send(try requests.update(plan.name, update, validateOnly: true))
      undo.append(
        UndoStep(
          what: "the revision \(plan.revisionName)",
          request: try requests.update(plan.name, CloudRunUpdate(traffic: before.held, of: found))))
      _ = try await work.run(requests.update(plan.name, update), root: operationRoot, CloudRunReport.self)
    } else {
      let body = try plan.body()
      _ = try await work.client.send(try requests.create(plan.name, body, validateOnly: true))
      undo.append(UndoStep(what: "the service \(plan.name)", request: requests.delete(plan.name)))
      _ = try await work.run(requests.create(plan.name, body), root: operationRoot, CloudRunReport.self)
    }
    let report = try await look(work)
    if let condition = report.terminalCondition, condition.state == "CONDITION_FAILED" {
      throw CloudError(.usage, "The service doesn't start: \(condition.message ?? "Cloud Run doesn't say why")")
    }
    guard let address = report.address, SecureURL.isSafe(address) else {
      throw CloudError(.corrupt, "Cloud Run reports no URL for \(plan.name)")
    }
    let audience = report.uri.flatMap { $0.isEmpty ? nil : $0 } ?? report.customAudiences?.first ?? address
    return .server(address, audience: audience)
  }

  mutating func promote(_ work: DeploymentWork) async throws(CloudError) -> String {
    if let before, plan.share > 0 {
      let update = try CloudRunUpdate(traffic: before.traffic(sharedWith: plan), of: found)
      _ = try await work.run(requests.update(plan.name, update), root: operationRoot, CloudRunReport.self)
    }
    // The address of a tag goes with the tag: asked again, the service says its own.
    let report = try await look(work)
    guard let address = report.uri, !address.isEmpty else {
      throw CloudError(.corrupt, "Cloud Run reports no URL for \(plan.name)")
    }
    return address
  }

  private mutating func look(_ work: DeploymentWork) async throws(CloudError) -> CloudRunReport {
    let now = try await work.client.json(CloudRunReport.self, requests.get(plan.name))
    report = now
    return now
  }

  var running: [RunningService] {
    report.map { [RunningService($0, name: plan.name, region: requests.region)] } ?? []
  }
}
