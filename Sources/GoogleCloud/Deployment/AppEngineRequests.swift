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
    try CloudRequest(
      "PATCH", "\(app)/services/\(plan.service)", query: [("updateMask", "split")],
      json: AppEnginePlan.Traffic(split: AppEnginePlan.Traffic.Split(allocations: [plan.version: 1])))
  }

  /// Asks for the version's report.
  package func version(_ plan: AppEnginePlan) -> CloudRequest {
    CloudRequest("GET", "\(app)/services/\(plan.service)/versions/\(plan.version)")
  }
}

/// App Engine's report of an app or a version.
///
/// Members: https://cloud.google.com/appengine/docs/admin-api/reference/rest/v1/apps.services.versions.
package struct AppEngineReport: Decodable, Sendable {
  package let versionUrl: String?
}
