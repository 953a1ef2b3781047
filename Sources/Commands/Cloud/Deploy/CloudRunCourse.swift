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
    requests = CloudRunRequests(work.place.site(work.client.endpoints))
  }

  var operationRoot: String { requests.operationRoot }

  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress {
    try await find(work)
    if before == nil {
      try await create(work)
      // Whoever made a service of that name meanwhile keeps it: ours becomes a revision of it.
      let isTaken = try await !look(work).isNewest(plan)
      if isTaken {
        undo = []
        try await find(work)
      }
    }
    if before != nil { try await update(work) }
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

  /// What is there before. Throws `CloudError` of kind `usage` for a service that this program didn't deploy.
  private mutating func find(_ work: DeploymentWork) async throws(CloudError) {
    let get = requests.get(plan.name)
    let answer = try await work.client.send(get)
    guard answer.status != 404 else { return }
    let tree = try answer.decoded(JSONTree.self, of: get)
    guard CloudRunUpdate.isOurs(tree) else {
      throw CloudError(
        .usage,
        "The service \(plan.name) was not deployed by this program, and is left as it is: give another --name, or the "
          + "label app=dogbreed to that service")
    }
    (before, found) = (try answer.decoded(CloudRunReport.self, of: get), tree)
  }

  private mutating func create(_ work: DeploymentWork) async throws(CloudError) {
    let body = try plan.body()
    // Cloud Run validates it first.
    _ = try await work.client.send(try requests.create(plan.name, body, validateOnly: true))
    undo.append(
      UndoStep(what: "the service \(plan.name)") { [plan, requests] client throws(CloudError) in
        let get = requests.get(plan.name)
        let answer = try await client.send(get)
        guard answer.status != 404 else { return nil }
        let now = try answer.decoded(CloudRunReport.self, of: get)
        return now.isNewest(plan) ? requests.delete(plan.name, etag: now.etag) : nil
      })
    _ = try await work.run(requests.create(plan.name, body), root: operationRoot, CloudRunReport.self)
  }

  private mutating func update(_ work: DeploymentWork) async throws(CloudError) {
    guard let before, let found else { return }
    let update = try CloudRunUpdate(plan, into: found, report: before)
    _ = try await work.client.send(try requests.update(plan.name, update, validateOnly: true))
    let traffic = try requests.update(plan.name, CloudRunUpdate(traffic: before.held, of: found))
    undo.append(
      UndoStep(what: "the revision \(plan.revisionName)") { [plan, requests] client throws(CloudError) in
        let now = try await client.json(CloudRunReport.self, requests.get(plan.name))
        return now.knows(plan.revisionName) ? traffic : nil
      })
    do {
      _ = try await work.run(requests.update(plan.name, update), root: operationRoot, CloudRunReport.self)
    } catch {
      // Where the answer was lost and it was sent again, its fingerprint is an old one: it may have been done.
      guard error.status == 409, try await look(work).isNewest(plan) else { throw error }
    }
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

  /// The service once it is what was asked.
  private mutating func look(_ work: DeploymentWork) async throws(CloudError) -> CloudRunReport {
    let clock = ContinuousClock()
    let end = clock.now + work.patience
    while true {
      let now = try await work.client.json(CloudRunReport.self, requests.get(plan.name))
      report = now
      guard now.reconciling == true else { return now }
      guard clock.now < end else { throw CloudError(.deadline, "The service \(plan.name) is not ready yet") }
      do { try await clock.sleep(for: .seconds(1)) } catch { throw CloudError(.deadline, "Waiting was cancelled") }
    }
  }

  var notes: [String] {
    before == nil && plan.share < 100
      ? ["The service \(plan.name) is new: its first revision gets all the traffic, whatever --traffic says."] : []
  }

  var running: [RunningService] {
    report.map { [RunningService($0, name: plan.name, region: requests.place.region)] } ?? []
  }
}
