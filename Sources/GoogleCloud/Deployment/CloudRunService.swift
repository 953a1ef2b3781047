/// A Cloud Run service (API v2), with the members that this program uses.
///
/// Members: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services.
package struct CloudRunService: Codable, Sendable, Equatable {
  package struct Variable: Codable, Sendable, Equatable {
    package var name: String
    package var value: String
  }
  package struct Port: Codable, Sendable, Equatable { package var containerPort: Int }
  package struct HTTPGet: Codable, Sendable, Equatable { package var path: String }
  package struct Probe: Codable, Sendable, Equatable {
    package var periodSeconds: Int
    package var timeoutSeconds: Int
    package var failureThreshold: Int
    package var httpGet: HTTPGet
  }
  package struct Resources: Codable, Sendable, Equatable {
    package var limits: [String: String]
    package var cpuIdle: Bool
    package var startupCpuBoost: Bool
  }
  package struct Container: Codable, Sendable, Equatable {
    package var image: String
    package var args: [String]?
    package var env: [Variable]?
    package var ports: [Port]
    package var resources: Resources
    package var startupProbe: Probe
    package var livenessProbe: Probe
  }
  package struct Scaling: Codable, Sendable, Equatable {
    package var minInstanceCount: Int
    package var maxInstanceCount: Int
  }
  package struct Template: Codable, Sendable, Equatable {
    package var revision: String?
    package var scaling: Scaling
    package var containers: [Container]
    package var serviceAccount: String?
    package var timeout: String
    package var maxInstanceRequestConcurrency: Int
  }
  package struct Traffic: Codable, Sendable, Equatable {
    package var type: String
    package var revision: String?
    package var percent: Int?
    package var tag: String?
  }

  package var labels: [String: String]?
  package var template: Template
  package var traffic: [Traffic]
  package var ingress: String
  package var invokerIamDisabled: Bool?
}
