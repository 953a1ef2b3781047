import GoogleCloud

/// Project, region and bucket, all known.
struct CloudPlace: Sendable, Equatable {
  var project: String
  var region: String
  var bucket: String
  var repository: String

  /// Where requests about it go; in another of its regions where one is named.
  func site(_ endpoints: Endpoints, region other: String? = nil) -> CloudRegion {
    CloudRegion(endpoints, project: project, region: other ?? region)
  }

  /// `REGION-docker.pkg.dev/PROJECT/REPOSITORY/NAME:TAG`.
  func image(_ name: String, tag: String) -> String {
    "\(region)-docker.pkg.dev/\(project)/\(repository)/\(name):\(tag)"
  }
}
