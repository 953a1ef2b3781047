/// A page of versions.
///
/// Members: https://cloud.google.com/appengine/docs/admin-api/reference/rest/v1/apps.services.versions/list.
package struct AppEngineVersionPage: Decodable, Sendable {
  package let versions: [AppEngineReport]?
  package let nextPageToken: String?
}
