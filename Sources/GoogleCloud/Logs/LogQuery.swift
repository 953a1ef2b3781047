import Transport

/// The body of Cloud Logging's `entries:list` for one job.
///
/// Members: https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list.
package struct LogQuery: Codable, Sendable, Equatable {
  package var resourceNames: [String]
  package var filter: String
  package var orderBy = "timestamp asc"
  package var pageSize = 1000
  package var pageToken: String?

  /// Entries of a job from `since` on, an RFC 3339 text; nil for all.
  package init(project: String, job: String, since: String?, page: String? = nil) {
    resourceNames = ["projects/\(project)"]
    filter = "resource.type=\"ml_job\" AND resource.labels.job_id=\"\(job)\""
    if let since { filter += " AND timestamp>=\"\(since)\"" }
    pageToken = page
  }

  /// Repeating is harmless.
  package func request(_ endpoints: Endpoints) throws(CloudError) -> CloudRequest {
    var request = try CloudRequest(
      "POST", endpoints.root(of: "logging.googleapis.com") + "/v2/entries:list", json: self)
    request.isRepeatable = true
    return request
  }
}
