import Transport

/// A version of an App Engine flexible service, as `app.yaml` and as the Admin API's body.
package struct AppEnginePlan: Sendable, Equatable {
  /// The service's name.
  package var service = "default"
  /// The container image, by its digest.
  package var image: String
  /// GB; App Engine reserves 0.4 GB per core for itself.
  package var memory: Double
  /// Virtual CPUs of an instance.
  package var cores = 2
  /// Instances that always run.
  package var minInstances = 1
  /// The most instances that run.
  package var maxInstances = 4
  /// The container's variables.
  package var environment: [String: String] = [:]
  /// The account that the version acts as; nil for the app's own.
  package var serviceAccount: String?
  /// The version's name.
  package var version: String

  /// A plan with machines that the model fits; throws `CloudError` where App Engine has none.
  package init(image: String, needs: ServingNeeds, version: String) throws(CloudError) {
    self.image = image
    self.version = version
    let wanted = Double(needs.memory) / 1024
    cores = [1, 2, 4, 6, 8, 16].first { Double($0) * 6.5 - 0.4 >= wanted } ?? 0
    guard cores > 0 else {
      throw CloudError(
        .usage, "The model needs \(needs.memory) MiB, more than App Engine offers: deploy it --to vertex-endpoint")
    }
    cores = max(2, cores)
    // At least 0.9 GB per core, App Engine's own bound.
    memory = (max(wanted, 0.9 * Double(cores) - 0.4) * 10).rounded(.up) / 10
  }

  /// The body that makes a version.
  ///
  /// Members: https://cloud.google.com/appengine/docs/admin-api/reference/rest/v1/apps.services.versions.
  package struct Version: Codable, Sendable, Equatable {
    package struct Container: Codable, Sendable, Equatable { package var image: String }
    package struct Deployment: Codable, Sendable, Equatable { package var container: Container }
    package struct Resources: Codable, Sendable, Equatable {
      package var cpu: Double
      package var memoryGb: Double
      package var diskGb: Double
    }
    package struct Utilization: Codable, Sendable, Equatable { package var targetUtilization: Double }
    package struct Scaling: Codable, Sendable, Equatable {
      package var minTotalInstances: Int
      package var maxTotalInstances: Int
      package var cpuUtilization: Utilization
    }
    package struct Liveness: Codable, Sendable, Equatable {
      package var path: String
      package var checkInterval: String
      package var timeout: String
      package var failureThreshold: Int
      package var initialDelay: String
    }
    package struct Readiness: Codable, Sendable, Equatable {
      package var path: String
      package var checkInterval: String
      package var timeout: String
      package var appStartTimeout: String
    }
    package var id: String
    package var runtime: String
    package var env: String
    package var deployment: Deployment
    package var resources: Resources
    package var automaticScaling: Scaling
    package var livenessCheck: Liveness
    package var readinessCheck: Readiness
    package var envVariables: [String: String]?
    package var serviceAccount: String?
    package var servingStatus: String
  }

  /// The body that stops a version.
  package struct Stop: Codable, Sendable, Equatable { package var servingStatus = "STOPPED" }

  /// The body that sends traffic to versions.
  ///
  /// Members: https://cloud.google.com/appengine/docs/admin-api/reference/rest/v1/apps.services.
  package struct Traffic: Codable, Sendable, Equatable {
    package struct Split: Codable, Sendable, Equatable { package var allocations: [String: Double] }
    package var split: Split
  }

  /// The Admin API's body. Throws `CloudError` of kind `usage` for what App Engine would refuse.
  package func body() throws(CloudError) -> Version {
    guard CloudRunPlan.isName(service, most: 63), CloudRunPlan.isName(version, most: 63) else {
      throw CloudError(
        .usage,
        "App Engine's services and versions have names of lower-case letters, digits and -, not \(service)/\(version)")
    }
    guard minInstances >= 1, minInstances <= maxInstances, maxInstances <= 1000 else {
      throw CloudError(
        .usage, "App Engine flexible runs from 1 to 1000 instances: correct --min-instances, --max-instances")
    }
    return Version(
      id: version, runtime: "custom", env: "flex",
      deployment: Version.Deployment(container: Version.Container(image: image)),
      resources: Version.Resources(cpu: Double(cores), memoryGb: memory, diskGb: 10),
      automaticScaling: Version.Scaling(
        minTotalInstances: minInstances, maxTotalInstances: maxInstances,
        cpuUtilization: Version.Utilization(targetUtilization: 0.6)),
      livenessCheck: Version.Liveness(
        path: "/healthz", checkInterval: "30s", timeout: "4s", failureThreshold: 4, initialDelay: "300s"),
      readinessCheck: Version.Readiness(path: "/readyz", checkInterval: "5s", timeout: "4s", appStartTimeout: "300s"),
      envVariables: environment.isEmpty ? nil : environment, serviceAccount: serviceAccount, servingStatus: "SERVING")
  }

  /// The same as `app.yaml`, for `gcloud app deploy --image-url`.
  package var yaml: String {
    var lines = [
      "runtime: custom", "env: flex", "service: \(service)", "resources:", "  cpu: \(cores)",
      "  memory_gb: \(memory)", "  disk_size_gb: 10", "automatic_scaling:", "  min_num_instances: \(minInstances)",
      "  max_num_instances: \(maxInstances)", "  cpu_utilization:", "    target_utilization: 0.6",
      "liveness_check:", "  path: /healthz", "  check_interval_sec: 30", "  timeout_sec: 4",
      "  failure_threshold: 4", "  initial_delay_sec: 300", "readiness_check:", "  path: /readyz",
      "  check_interval_sec: 5", "  timeout_sec: 4", "  app_start_timeout_sec: 300",
    ]
    if let serviceAccount { lines.append("service_account: \(serviceAccount)") }
    if !environment.isEmpty {
      lines.append("env_variables:")
      lines += environment.sorted { $0.key < $1.key }.map { "  \($0.key): \(Self.quoted($0.value))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A YAML string in double quotes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.isNewline ? "\\n" : String($0) }.joined() + "\""
  }
}
