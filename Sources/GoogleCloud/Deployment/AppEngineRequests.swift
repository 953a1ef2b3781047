import Transport

/// The requests about App Engine, as values.
package struct AppEngineRequests: Sendable {
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String

  package init(endpoints: Endpoints, project: String) {
    self.endpoints = endpoints
    self.project = project
  }

  /// What operations' names follow.
  package var operationRoot: String { endpoints.root(of: "appengine.googleapis.com") + "/v1/" }
  private var app: String { operationRoot + "apps/\(project)" }

  /// The app itself: 404 if none was created; creating one can't be undone and is left to the user.
  package var getApp: CloudRequest {
    var request = CloudRequest("GET", app)
    request.accepted = [404]
    return request
  }

  /// Makes a version that gets no traffic yet.
  package func create(_ plan: AppEnginePlan) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(app)/services/\(plan.service)/versions", json: plan.body())
  }

  /// Sends all traffic of the service to the version.
  package func serve(_ plan: AppEnginePlan) throws(CloudError) -> CloudRequest {
    try serve([plan.version: 1], of: plan.service)
  }

  /// Splits the traffic of a service among versions.
  package func serve(_ shares: [String: Double], of service: String) throws(CloudError) -> CloudRequest {
    try CloudRequest(
      "PATCH", "\(app)/services/\(service)", query: [("updateMask", "split")],
      json: AppEnginePlan.Traffic(split: AppEnginePlan.Traffic.Split(allocations: shares)))
  }

  /// The service's report; 404 for one that isn't there yet.
  package func service(_ name: String) -> CloudRequest {
    var request = CloudRequest("GET", "\(app)/services/\(name)")
    request.accepted = [404]
    return request
  }

  /// A page of the app's services; 404 where there is no app.
  package func services(page: String? = nil) -> CloudRequest {
    var request = CloudRequest("GET", "\(app)/services", query: [("pageToken", page)])
    request.accepted = [404]
    return request
  }

  /// A page of a service's versions with all that they are made of.
  package func versions(of service: String, page: String? = nil) -> CloudRequest {
    CloudRequest("GET", "\(app)/services/\(service)/versions", query: [("view", "FULL"), ("pageToken", page)])
  }

  /// Ends a version's instances; it can be started again.
  package func stop(_ version: String, of service: String) throws(CloudError) -> CloudRequest {
    try CloudRequest(
      "PATCH", "\(app)/services/\(service)/versions/\(version)", query: [("updateMask", "servingStatus")],
      json: AppEnginePlan.Stop())
  }

  /// Deletes a version, which must have no traffic.
  package func delete(_ version: String, of service: String) -> CloudRequest {
    var request = CloudRequest("DELETE", "\(app)/services/\(service)/versions/\(version)")
    request.accepted = [404]
    return request
  }

  /// Deletes a service with its versions; `default` can't be.
  package func delete(service: String) -> CloudRequest {
    var request = CloudRequest("DELETE", "\(app)/services/\(service)")
    request.accepted = [404]
    return request
  }

  /// Asks for the version's report.
  package func version(_ plan: AppEnginePlan) -> CloudRequest {
    CloudRequest("GET", "\(app)/services/\(plan.service)/versions/\(plan.version)")
  }
}
