/// What Vertex AI answers when a model was uploaded, an endpoint made, or models or endpoints listed.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints.
package struct EndpointReport: Decodable, Sendable {
  package struct Machine: Decodable, Sendable { package let machineType: String? }
  package struct Resources: Decodable, Sendable {
    package let machineSpec: Machine?
    package let minReplicaCount: Int?
    package let maxReplicaCount: Int?
  }
  package struct Deployed: Decodable, Sendable {
    package let id: String?
    package let model: String?
    package let dedicatedResources: Resources?
  }
  package struct Named: Decodable, Sendable {
    package let name: String
    /// The number of a model's version.
    package let versionId: String?
    package let displayName: String?
    package let labels: [String: String]?
    package let deployedModels: [Deployed]?
    package let trafficSplit: [String: Int]?

    /// Whether this program made it.
    package var isOurs: Bool { labels?["app"] == "dogbreed" }
  }
  /// The model's name after an upload.
  package let model: String?
  /// The number of its version.
  package let modelVersionId: String?
  /// The endpoint's name after its creation.
  package let name: String?
  package let endpoints: [Named]?
  package let models: [Named]?
  package let nextPageToken: String?
  /// After a deployment.
  package let deployedModel: Deployed?
}
