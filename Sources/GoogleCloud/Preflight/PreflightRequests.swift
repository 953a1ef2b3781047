import Support
import Transport

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

  /// Asks for the Artifact Registry repository of an image, 404 is an answer; nil for an image of another registry.
  package func repository(of image: String) -> (request: CloudRequest, name: String, region: String)? {
    let parts = image.split(separator: "/", maxSplits: 3).map(String.init)
    guard parts.count == 4, parts[0].hasSuffix("-docker.pkg.dev"), CloudName.isProject(parts[1]),
      CloudName.isRepository(parts[2])
    else { return nil }
    let region = String(parts[0].dropLast("-docker.pkg.dev".count))
    var request = CloudRequest(
      "GET",
      endpoints.root(of: "artifactregistry.googleapis.com")
        + "/v1/projects/\(parts[1])/locations/\(region)/repositories/\(parts[2])")
    request.accepted = [404]
    return (request, parts[2], region)
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
