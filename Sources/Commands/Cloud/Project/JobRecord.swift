import GoogleCloud

/// A submitted job, with the names derived for it.
struct JobRecord: Codable, Equatable, Sendable {
  /// `projects/…/customJobs/ID`.
  var id: String
  var project: String
  var region: String
  var names: JobNames
  var image: String
  var machine: String
  var machines: Int
  var sent: String

  /// Whether it names a job of its own project and region.
  var isProper: Bool {
    CloudName.resource(id, kind: "customJobs").map { $0.region == region } ?? false && CloudName.isProject(project)
  }
}
