/// The bodies that put a serving image behind a Vertex AI endpoint.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints.
package enum VertexBodies {
  package struct Port: Codable, Sendable, Equatable { package var containerPort: Int }
  package struct Container: Codable, Sendable, Equatable {
    package var imageUri: String
    package var args: [String]?
    package var env: [CustomJob.Variable]?
    package var ports: [Port]
    package var predictRoute: String
    package var healthRoute: String
  }
  package struct Model: Codable, Sendable, Equatable {
    package var displayName: String
    package var artifactUri: String?
    package var containerSpec: Container
    package var labels: [String: String]?
    package var versionAliases: [String]?
    package var versionDescription: String?
  }
  package struct Upload: Codable, Sendable, Equatable {
    package var model: Model
    package var parentModel: String?
    package var modelId: String?
    package var serviceAccount: String?
  }
  package struct Endpoint: Codable, Sendable, Equatable {
    package var displayName: String
    package var labels: [String: String]?
  }
  package struct Dedicated: Codable, Sendable, Equatable {
    package var machineSpec: CustomJob.MachineSpec
    package var minReplicaCount: Int
    package var maxReplicaCount: Int
  }
  package struct Deployed: Codable, Sendable, Equatable {
    package var id: String?
    package var model: String
    package var displayName: String
    package var dedicatedResources: Dedicated
    package var serviceAccount: String?
  }
  package struct Deploy: Codable, Sendable, Equatable {
    package var deployedModel: Deployed
    package var trafficSplit: [String: Int]
  }
  package struct Undeploy: Codable, Sendable, Equatable {
    package var deployedModelId: String
    package var trafficSplit: [String: Int]?
  }
  package struct Instance: Codable, Sendable, Equatable { package var b64: String }
  package struct Parameters: Codable, Sendable, Equatable { package var top: Int }
  package struct Predict: Codable, Sendable, Equatable {
    package var instances: [Instance]
    package var parameters: Parameters

    package init(images: [String], top: Int) {
      instances = images.map { Instance(b64: $0) }
      parameters = Parameters(top: top)
    }
  }
}
