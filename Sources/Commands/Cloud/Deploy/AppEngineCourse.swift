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
    if answer.status != 404 {
      let found = try answer.decoded(AppEngineServiceReport.self, of: get)
      try await requireOurs(found, work.client)
      before = found
    }
    undo.append(try withdrawal())
    _ = try await work.run(requests.create(plan), root: operationRoot, AppEngineReport.self)
    let report = try await work.client.json(AppEngineReport.self, requests.version(plan))
    self.report = report
    guard let address = report.versionUrl, SecureURL.isSafe(address) else {
      throw CloudError(.corrupt, "App Engine reports no URL for \(plan.version)")
    }
    return .server(address, audience: address)
  }

  /// Throws `CloudError` of kind `usage` where a version has traffic that this program didn't deploy: it would lose it.
  private func requireOurs(_ found: AppEngineServiceReport, _ client: GoogleClient) async throws(CloudError) {
    let versions = try await Self.versions(of: plan.service, requests, client)
    let others = versions.filter { !$0.isMadeHere }.compactMap(\.id)
    guard let other = found.serving.first(where: others.contains) else { return }
    throw CloudError(
      .usage,
      "The service \(plan.service) serves the version \(other), which was not deployed by this program and is left as it "
        + "is: give --name NAME for a service of its own")
  }

  private static func versions(
    of service: String, _ requests: AppEngineRequests, _ client: GoogleClient
  ) async throws(CloudError) -> [AppEngineReport] {
    var found: [AppEngineReport] = []
    var page: String?
    repeat {
      let answer = try await client.json(AppEngineVersionPage.self, requests.versions(of: service, page: page))
      found += answer.versions ?? []
      page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
    } while page != nil
    return found
  }

  /// A service's only version can't be deleted: the service goes with it, or, as `default` can't, it is stopped.
  private func withdrawal() throws(CloudError) -> UndoStep {
    let (version, service) = (plan.version, plan.service)
    let what = "the version \(version) of \(service)"
    if before?.serving.isEmpty == false {
      return UndoStep(what: what, request: requests.delete(version, of: service))
    }
    let stop = try requests.stop(version, of: service)
    return UndoStep(what: what) { [requests] client throws(CloudError) in
      let get = requests.service(service)
      guard try await client.send(get).status != 404 else { return nil }
      let there = try await Self.versions(of: service, requests, client).compactMap(\.id)
      guard there.contains(version) else { return nil }
      return there == [version] && service != "default" ? requests.delete(service: service) : stop
    }
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
