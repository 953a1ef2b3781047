/// A Cloud Run service (API v2), as far as this program uses it.
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

/// The plan of a Cloud Run service, in our own terms.
package struct CloudRunPlan: Sendable, Equatable {
  /// The service's name.
  package var name: String
  /// The container image, by its digest.
  package var image: String
  /// CPUs and memory of an instance.
  package var size: CloudRunSize
  /// The container's arguments.
  package var arguments: [String] = []
  /// The container's variables.
  package var environment: [String: String] = [:]
  /// Instances that always run.
  package var minInstances = 0
  /// The most instances that run.
  package var maxInstances = 4
  /// Requests that one instance takes at a time; the server itself queues and refuses beyond its limits.
  package var concurrency = 16
  /// The account that the service acts as; nil for the project's default.
  package var serviceAccount: String?
  /// Whether everybody may ask.
  package var isPublic = false
  /// The new revision's share of the traffic, in percent; 0 leaves the traffic unchanged and returns the revision its
  /// own URL.
  package var share = 100
  /// The new revision's name, below the service's; needed to give it a share.
  package var revision: String
  /// Labels of the service.
  package var labels: [String: String] = [:]

  package init(name: String, image: String, size: CloudRunSize, revision: String) {
    self.name = name
    self.image = image
    self.size = size
    self.revision = revision
  }

  /// The service's body; `serving` names the revision that gets the rest of the traffic, nil for a new service. Throws
  /// `CloudError` of kind `usage` for what Cloud Run would refuse.
  package func body(serving: String?) throws(CloudError) -> CloudRunService {
    func require(_ condition: Bool, _ sentence: String) throws(CloudError) {
      if !condition { throw CloudError(.usage, sentence) }
    }
    try require(
      Self.isName(name, most: 49), "A service's name has at most 49 lower-case letters, digits and -, not \(name)")
    try require((0...1000).contains(minInstances), "--min-instances must be from 0 to 1000")
    try require(
      (1...1000).contains(maxInstances) && minInstances <= maxInstances,
      "--max-instances must be from --min-instances to 1000, and 1 at least")
    try require((1...1000).contains(concurrency), "--concurrency must be from 1 to 1000")
    try require((0...100).contains(share), "--traffic must be from 0 to 100")
    let probe = { (period: Int, failures: Int, path: String) in
      CloudRunService.Probe(
        periodSeconds: period, timeoutSeconds: min(period, 5), failureThreshold: failures,
        httpGet: CloudRunService.HTTPGet(path: path))
    }
    let variables = environment.sorted { $0.key < $1.key }.map {
      CloudRunService.Variable(name: $0.key, value: $0.value)
    }
    return CloudRunService(
      labels: labels.isEmpty ? nil : labels,
      template: CloudRunService.Template(
        revision: "\(name)-\(revision)",
        scaling: CloudRunService.Scaling(minInstanceCount: minInstances, maxInstanceCount: maxInstances),
        containers: [
          CloudRunService.Container(
            image: image, args: arguments.isEmpty ? nil : arguments, env: variables.isEmpty ? nil : variables,
            ports: [CloudRunService.Port(containerPort: 8080)],
            resources: CloudRunService.Resources(
              limits: ["cpu": "\(size.cores)", "memory": "\(size.memory)Mi"], cpuIdle: true, startupCpuBoost: true),
            startupProbe: probe(2, 60, "/readyz"), livenessProbe: probe(20, 3, "/healthz"))
        ],
        serviceAccount: serviceAccount, timeout: "60s", maxInstanceRequestConcurrency: concurrency),
      traffic: traffic(serving: serving), ingress: "INGRESS_TRAFFIC_ALL", invokerIamDisabled: isPublic ? true : nil)
  }

  private func traffic(serving: String?) -> [CloudRunService.Traffic] {
    let new = "\(name)-\(revision)"
    guard let serving, share < 100 else {
      return [
        CloudRunService.Traffic(type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", revision: nil, percent: 100, tag: nil)
      ]
    }
    return [
      CloudRunService.Traffic(
        type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: serving, percent: 100 - share, tag: nil),
      CloudRunService.Traffic(
        type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: new, percent: share, tag: "new"),
    ]
  }

  /// Lower-case letters, digits and hyphens, a letter first and no hyphen last.
  static func isName(_ text: String, most: Int) -> Bool {
    let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    return isPlain && !text.isEmpty && text.utf8.count <= most && text.first?.isLetter == true && text.last != "-"
  }
}

/// Cloud Run's report of a service.
///
/// Members: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services.
package struct CloudRunReport: Decodable, Sendable {
  package struct Status: Decodable, Sendable {
    package let revision: String?
    package let percent: Int?
    package let tag: String?
    package let uri: String?
  }
  package struct Condition: Decodable, Sendable {
    package let state: String?
    package let message: String?
  }

  package let name: String?
  package let uri: String?
  /// `projects/…/revisions/NAME`.
  package let latestReadyRevision: String?
  package let trafficStatuses: [Status]?
  package let terminalCondition: Condition?

  /// The revision that takes most of the traffic.
  package var serving: String? {
    trafficStatuses?.max { ($0.percent ?? 0) < ($1.percent ?? 0) }?.revision
      ?? latestReadyRevision?.split(separator: "/").last.map(String.init)
  }

  /// The URL of the new revision: its own if it has one.
  package var address: String? { trafficStatuses?.first { $0.tag == "new" }?.uri ?? uri }
}

/// The requests about Cloud Run services, as values.
package struct CloudRunRequests: Sendable {
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String
  /// The region that the services run in.
  package let region: String

  package init(endpoints: Endpoints, project: String, region: String) {
    self.endpoints = endpoints
    self.project = project
    self.region = region
  }

  private var root: String { endpoints.root(of: "run.googleapis.com") + "/v2/" }
  private var services: String { root + "projects/\(project)/locations/\(region)/services" }

  /// Asks for a service's report.
  package func get(_ name: String) -> CloudRequest {
    var request = CloudRequest("GET", "\(services)/\(name)")
    request.accepted = [404]
    return request
  }

  /// Creates or updates the service; `validateOnly` changes nothing.
  package func put(_ name: String, _ body: CloudRunService, validateOnly: Bool = false) throws(CloudError)
    -> CloudRequest
  {
    try CloudRequest(
      "PATCH", "\(services)/\(name)",
      query: [("allowMissing", "true"), ("validateOnly", validateOnly ? "true" : nil)], json: body)
  }

  /// What operations' names follow.
  package var operationRoot: String { root }
}
