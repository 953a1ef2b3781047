/// A region of a project, and where Google's APIs are: what the requests about jobs, endpoints and services share.
package struct CloudRegion: Sendable, Equatable {
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String
  /// The region's name.
  package let region: String

  package init(_ endpoints: Endpoints, project: String, region: String) {
    self.endpoints = endpoints
    self.project = project
    self.region = region
  }

  /// What the names of the region's resources begin with: `projects/P/locations/R`.
  package var parent: String { "projects/\(project)/locations/\(region)" }

  /// Vertex AI of the region, with its version and a slash: what resources' and operations' names follow.
  package var vertexRoot: String { endpoints.root(of: "\(region)-aiplatform.googleapis.com") + "/v1/" }
}
