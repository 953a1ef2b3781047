/// A page of jobs.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.customJobs/list.
package struct JobPage: Decodable, Sendable {
  package let customJobs: [JobReport]?
  package let nextPageToken: String?
}
