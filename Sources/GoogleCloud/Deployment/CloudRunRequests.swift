/// Cloud Run's report of a service.
///
/// Members: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services.
package struct CloudRunReport: Decodable, Sendable {
  package struct Status: Decodable, Sendable {
    package let revision: String?
    package let percent: Int?
    package let tag: String?
    package let uri: String?
  }
  package struct Condition: Decodable, Sendable {
    package let state: String?
    package let message: String?
  }

  package let name: String?
  package let uri: String?
  /// `projects/…/revisions/NAME`.
  package let latestReadyRevision: String?
  package let trafficStatuses: [Status]?
  package let terminalCondition: Condition?

  /// The revision that takes most of the traffic.
  package var serving: String? {
    trafficStatuses?.max { ($0.percent ?? 0) < ($1.percent ?? 0) }?.revision
      ?? latestReadyRevision?.split(separator: "/").last.map(String.init)
  }

  /// The URL of the new revision: its own if it has one.
  package var address: String? { trafficStatuses?.first { $0.tag == "new" }?.uri ?? uri }
}

/// The requests about Cloud Run services, as values.
package struct CloudRunRequests: Sendable {
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String
  /// The region that the services run in.
  package let region: String

  package init(endpoints: Endpoints, project: String, region: String) {
    self.endpoints = endpoints
    self.project = project
    self.region = region
  }

  private var root: String { endpoints.root(of: "run.googleapis.com") + "/v2/" }
  private var services: String { root + "projects/\(project)/locations/\(region)/services" }

  /// Asks for a service's report.
  package func get(_ name: String) -> CloudRequest {
    var request = CloudRequest("GET", "\(services)/\(name)")
    request.accepted = [404]
    return request
  }

  /// Creates or updates the service; `validateOnly` changes nothing.
  package func put(_ name: String, _ body: CloudRunService, validateOnly: Bool = false) throws(CloudError)
    -> CloudRequest
  {
    try CloudRequest(
      "PATCH", "\(services)/\(name)",
      query: [("allowMissing", "true"), ("validateOnly", validateOnly ? "true" : nil)], json: body)
  }

  /// What operations' names follow.
  package var operationRoot: String { root }
}
