import Support

/// The preflight requests, as values. None of them changes anything.
package struct PreflightRequests: Sendable {
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String

  package init(endpoints: Endpoints, project: String) {
    self.endpoints = endpoints
    self.project = project
  }

  /// Whether the APIs are switched on, by host name.
  package func services(_ hosts: [String]) -> CloudRequest {
    CloudRequest(
      "GET", endpoints.root(of: "serviceusage.googleapis.com") + "/v1/projects/\(project)/services:batchGet",
      query: hosts.map { ("names", "projects/\(project)/services/\($0)") })
  }

  /// A bucket's location; 404 is an answer.
  package func bucket(_ name: String) -> CloudRequest {
    var request = CloudRequest(
      "GET", endpoints.storage + "/storage/v1/b/\(name.percentEncoded)",
      query: [("fields", "name,location,locationType")])
    request.accepted = [404]
    return request
  }

  /// How many of a kind the project may use, by region.
  package func quota(_ metric: String) -> CloudRequest {
    CloudRequest(
      "GET",
      endpoints.root(of: "serviceusage.googleapis.com")
        + "/v1beta1/projects/\(project)/services/aiplatform.googleapis.com/consumerQuotaMetrics/"
        + metric.percentEncoded, query: [("view", "FULL")])
  }
}
