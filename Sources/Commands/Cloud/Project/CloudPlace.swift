/// Project, region and bucket, all known.
struct CloudPlace: Sendable, Equatable {
  var project: String
  var region: String
  var bucket: String
  var repository: String

  /// `REGION-docker.pkg.dev/PROJECT/REPOSITORY/NAME:TAG`.
  func image(_ name: String, tag: String) -> String {
    "\(region)-docker.pkg.dev/\(project)/\(repository)/\(name):\(tag)"
  }
}
