/// A page of services.
///
/// Members: https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services/list.
package struct CloudRunPage: Decodable, Sendable {
  package let services: [CloudRunReport]?
  package let nextPageToken: String?
}
