import Transport

/// The requests about Cloud Run services, as values.
package struct CloudRunRequests: Sendable {
  /// Where the requests go.
  package let place: CloudRegion

  package init(_ place: CloudRegion) { self.place = place }

  /// What operations' names follow.
  package var operationRoot: String { place.endpoints.root(of: "run.googleapis.com") + "/v2/" }
  private var services: String { operationRoot + place.parent + "/services" }

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

  /// Makes a service that isn't there yet, and answers 409 where one is; `validateOnly` makes none.
  package func create(_ name: String, _ body: CloudRunService, validateOnly: Bool = false) throws(CloudError)
    -> CloudRequest
  {
    var request = try CloudRequest(
      "POST", services, query: [("serviceId", name), ("validateOnly", validateOnly ? "true" : nil)], json: body)
    request.accepted = [409]
    // Where the answer was lost, 409 says that it was made, by whomever.
    request.isRepeatable = true
    return request
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
  ///
  /// - etag: its fingerprint; where somebody changed it since, the request is refused.
  package func delete(_ name: String, etag: String? = nil) -> CloudRequest {
    var request = CloudRequest("DELETE", "\(services)/\(name)", query: [("etag", etag)])
    request.accepted = [404]
    return request
  }
}
