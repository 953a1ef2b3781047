/// App Engine's report of a service, or a page of them.
///
/// Members: https://cloud.google.com/appengine/docs/admin-api/reference/rest/v1/apps.services.
package struct AppEngineServiceReport: Decodable, Sendable {
  package struct Split: Decodable, Sendable { package let allocations: [String: Double]? }
  package struct Named: Decodable, Sendable { package let id: String? }

  package let id: String?
  package let split: Split?
  package let services: [Named]?
  package let nextPageToken: String?

  /// The versions that have traffic.
  package var serving: [String] {
    (split?.allocations ?? [:]).filter { $0.value > 0 }.keys.sorted()
  }
}
