import GoogleCloud
import Transport

/// A deployment to App Engine's flexible environment: a version without traffic, then all of it.
struct AppEngineCourse: DeploymentCourse {
  let plan: AppEnginePlan
  let requests: AppEngineRequests
  private(set) var undo: [UndoStep] = []
  private(set) var freeing: [UndoStep] = []
  private var before: AppEngineServiceReport?
  private var report: AppEngineReport?

  init(_ plan: AppEnginePlan, _ work: DeploymentWork) {
    self.plan = plan
    requests = AppEngineRequests(endpoints: work.client.endpoints, project: work.place.project)
  }

  var operationRoot: String { requests.operationRoot }

  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress {
    guard try await work.client.send(requests.getApp).status != 404 else {
      throw CloudError(
        .usage,
        "\(work.place.project) has no App Engine app, and where it lies can't be changed later: run `gcloud app create "
          + "--region REGION` once")
    }
    let get = requests.service(plan.service)
    let answer = try await work.client.send(get)
    before = answer.status == 404 ? nil : try answer.decoded(AppEngineServiceReport.self, of: get)
    undo.append(UndoStep(what: "the version \(plan.version) of \(plan.service)", request: try withdrawal()))
    _ = try await work.run(requests.create(plan), root: operationRoot, AppEngineReport.self)
    let report = try await work.client.json(AppEngineReport.self, requests.version(plan))
    self.report = report
    guard let address = report.versionUrl, SecureURL.isSafe(address) else {
      throw CloudError(.corrupt, "App Engine reports no URL for \(plan.version)")
    }
    return .server(address, audience: address)
  }

  /// A service's only version can't be deleted: the service goes with it, or, as `default` can't, it is stopped.
  private func withdrawal() throws(CloudError) -> CloudRequest {
    if before?.serving.isEmpty == false { return requests.delete(plan.version, of: plan.service) }
    return plan.service == "default"
      ? try requests.stop(plan.version, of: plan.service) : requests.delete(service: plan.service)
  }

  mutating func promote(_ work: DeploymentWork) async throws(CloudError) -> String {
    if let shares = before?.split?.allocations, !shares.isEmpty {
      undo.append(
        UndoStep(
          what: "the traffic of \(plan.service)", request: try requests.serve(shares, of: plan.service)))
    }
    _ = try await work.run(requests.serve(plan), root: operationRoot, AppEngineReport.self)
    for version in before?.serving ?? [] where version != plan.version {
      freeing.append(
        UndoStep(
          what: "the version \(version) of \(plan.service)", request: try requests.stop(version, of: plan.service)))
    }
    return report?.versionUrl ?? ""
  }

  var running: [RunningService] { report.map { [RunningService($0, plan)] } ?? [] }
}
