import Transport

/// The requests about custom jobs, as values: the same ones are sent and, with `--dry-run`, printed.
package struct JobRequests: Sendable {
  /// Where the requests go.
  package let place: CloudRegion

  package init(_ place: CloudRegion) { self.place = place }

  private var jobs: String { place.vertexRoot + place.parent + "/customJobs" }

  /// Makes a job; throws where the body can't be encoded.
  package func create(_ job: some Encodable) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", jobs, json: job)
  }

  /// The regions that Vertex AI has, with the project's rights.
  package func regions(page: String? = nil) -> CloudRequest {
    CloudRequest(
      "GET", place.endpoints.root(of: "aiplatform.googleapis.com") + "/v1/projects/\(place.project)/locations",
      query: [("pageSize", "500"), ("pageToken", page)])
  }

  /// `name` is `projects/…/customJobs/ID`, or the ID alone.
  package func get(_ name: String) -> CloudRequest { CloudRequest("GET", address(name)) }

  /// Lists jobs, newest first, a page of at most `size` at a time.
  package func list(filter: String? = nil, size: Int = 100, page: String? = nil) -> CloudRequest {
    CloudRequest("GET", jobs, query: [("filter", filter), ("pageSize", "\(size)"), ("pageToken", page)])
  }

  /// Cancelling twice does no more than cancelling once.
  package func cancel(_ name: String) throws(CloudError) -> CloudRequest {
    var request = try CloudRequest("POST", address(name) + ":cancel", json: [String: String]())
    request.isRepeatable = true
    return request
  }

  private func address(_ name: String) -> String {
    name.hasPrefix("projects/") ? place.vertexRoot + name : "\(jobs)/\(name)"
  }

  /// The filter that finds jobs by display name; quotes in it are escaped.
  package static func filter(named name: String) -> String {
    let plain = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "display_name=\"\(plain)\""
  }
}
