import Transport

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
  package struct Scaling: Decodable, Sendable {
    /// Instances that always run.
    package let minInstanceCount: Int?
    /// The most instances that run.
    package let maxInstanceCount: Int?
  }
  package struct Container: Decodable, Sendable { package let image: String? }
  package struct Template: Decodable, Sendable {
    /// The newest revision's name, without its service's address.
    package let revision: String?
    package let containers: [Container]?
    package let scaling: Scaling?
  }

  package let name: String?
  package let uri: String?
  /// Its fingerprint.
  package let etag: String?
  /// Whether it is still on the way to what was asked.
  package let reconciling: Bool?
  package let labels: [String: String]?
  package let template: Template?
  /// `projects/…/revisions/NAME`.
  package let latestReadyRevision: String?
  package let trafficStatuses: [Status]?
  package let terminalCondition: Condition?
  /// What the service takes as the audience of identity tokens besides its own address.
  package let customAudiences: [String]?

  /// The URL of the new revision: its own if it has one.
  package var address: String? {
    trafficStatuses?.first { $0.tag == CloudRunService.Traffic.tag }?.uri.flatMap { $0.isEmpty ? nil : $0 } ?? uri
  }
}
