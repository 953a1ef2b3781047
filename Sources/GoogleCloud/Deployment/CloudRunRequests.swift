import Transport

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
  package struct Scaling: Decodable, Sendable {
    /// Instances that always run.
    package let minInstanceCount: Int?
    /// The most instances that run.
    package let maxInstanceCount: Int?
  }
  package struct Template: Decodable, Sendable { package let scaling: Scaling? }

  package let name: String?
  package let uri: String?
  package let labels: [String: String]?
  package let template: Template?
  /// `projects/…/revisions/NAME`.
  package let latestReadyRevision: String?
  package let trafficStatuses: [Status]?
  package let terminalCondition: Condition?
  /// What the service takes as the audience of identity tokens besides its own address.
  package let customAudiences: [String]?

  /// The URL of the new revision: its own if it has one.
  package var address: String? {
    trafficStatuses?.first { $0.tag == CloudRunService.Traffic.tag }?.uri.flatMap { $0.isEmpty ? nil : $0 } ?? uri
  }
}

/// A page of services.
///
/// Members: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services/list.
package struct CloudRunPage: Decodable, Sendable {
  package let services: [CloudRunReport]?
  package let nextPageToken: String?
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

  /// A page of the region's services.
  package func list(page: String? = nil) -> CloudRequest {
    CloudRequest("GET", services, query: [("pageSize", "100"), ("pageToken", page)])
  }

  /// Makes a service; `validateOnly` makes none.
  package func create(_ name: String, _ body: CloudRunService, validateOnly: Bool = false) throws(CloudError)
    -> CloudRequest
  {
    // Unlike POST, this may be repeated when its answer is lost.
    try CloudRequest(
      "PATCH", "\(services)/\(name)",
      query: [("allowMissing", "true"), ("validateOnly", validateOnly ? "true" : nil)], json: body)
  }

  /// Changes the members of a service that the update names, and no others; `validateOnly` changes nothing.
  package func update(_ name: String, _ update: CloudRunUpdate, validateOnly: Bool = false) throws(CloudError)
    -> CloudRequest
  {
    try CloudRequest(
      "PATCH", "\(services)/\(name)",
      query: [("updateMask", update.mask.joined(separator: ",")), ("validateOnly", validateOnly ? "true" : nil)],
      json: update.body)
  }

  /// Ends a service with all its revisions.
  package func delete(_ name: String) -> CloudRequest {
    var request = CloudRequest("DELETE", "\(services)/\(name)")
    request.accepted = [404]
    return request
  }

  /// What operations' names follow.
  package var operationRoot: String { root }
}
