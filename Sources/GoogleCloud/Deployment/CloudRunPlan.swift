import Transport

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
  /// Instances that always run; nil leaves what the service has, or none.
  package var minInstances: Int?
  /// The most instances that run; nil leaves what the service has, or four.
  package var maxInstances: Int?
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

  /// The name of the new revision.
  package var revisionName: String { "\(name)-\(revision)" }

  /// Throws `CloudError` of kind `usage` for what Cloud Run would refuse.
  package func check() throws(CloudError) {
    func require(_ condition: Bool, _ sentence: String) throws(CloudError) {
      if !condition { throw CloudError(.usage, sentence) }
    }
    let (least, most) = (minInstances ?? 0, maxInstances ?? Self.most)
    try require(
      Self.isName(name, most: 49), "A service's name has at most 49 lower-case letters, digits and -, not \(name)")
    try require(
      revisionName.utf8.count <= 63,
      "The revision \(revisionName) has more than the 63 characters that Cloud Run takes: give a --name of at most "
        + "\(max(0, 62 - revision.utf8.count))")
    try require((0...1000).contains(least), "--min-instances must be from 0 to 1000")
    try require(
      (1...1000).contains(most) && (maxInstances == nil || least <= most),
      "--max-instances must be from --min-instances to 1000, and 1 at least")
    try require((1...1000).contains(concurrency), "--concurrency must be from 1 to 1000")
    try require((0...100).contains(share), "--traffic must be from 0 to 100")
  }

  /// The most instances of a new service.
  package static let most = 4

  /// The whole body of a service that is new. Throws as `check`.
  package func body() throws(CloudError) -> CloudRunService {
    try check()
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
        revision: revisionName,
        scaling: CloudRunService.Scaling(
          minInstanceCount: minInstances ?? 0, maxInstanceCount: maxInstances ?? max(Self.most, minInstances ?? 0)),
        containers: [
          CloudRunService.Container(
            image: image, args: arguments.isEmpty ? nil : arguments, env: variables.isEmpty ? nil : variables,
            ports: [CloudRunService.Port(containerPort: 8080)],
            resources: CloudRunService.Resources(
              limits: ["cpu": "\(size.cores)", "memory": "\(size.memory)Mi"], cpuIdle: true, startupCpuBoost: true),
            startupProbe: probe(2, 60, "/readyz"), livenessProbe: probe(20, 3, "/healthz"))
        ],
        serviceAccount: serviceAccount, timeout: "60s", maxInstanceRequestConcurrency: concurrency),
      traffic: [.latest], ingress: "INGRESS_TRAFFIC_ALL", invokerIamDisabled: isPublic ? true : nil)
  }

  /// Lower-case letters, digits and hyphens, a letter first and no hyphen last.
  static func isName(_ text: String, most: Int) -> Bool {
    let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    return isPlain && !text.isEmpty && text.utf8.count <= most && text.first?.isLetter == true && text.last != "-"
  }
}
