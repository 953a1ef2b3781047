/// App Engine's report of an app or a version.
///
/// Members: https://cloud.google.com/appengine/docs/admin-api/reference/rest/v1/apps.services.versions.
package struct AppEngineReport: Decodable, Sendable {
  package struct Scaling: Decodable, Sendable {
    /// Instances that always run.
    package let minTotalInstances: Int?
    /// The most instances that run.
    package let maxTotalInstances: Int?
  }

  package let id: String?
  package let defaultHostname: String?
  package let versionUrl: String?
  package let env: String?
  package let servingStatus: String?
  package let envVariables: [String: String]?
  package let automaticScaling: Scaling?

  /// Whether this program made the version.
  package var isMadeHere: Bool { env != "standard" && envVariables?["DOGBREED_MODEL"] != nil }

  /// Whether this program made the version, and its instances run.
  package var isOurs: Bool { servingStatus == "SERVING" && isMadeHere }
}
