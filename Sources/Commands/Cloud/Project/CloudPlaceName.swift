import GoogleCloud

/// A name that says where work goes, with Google's grammar of it.
enum CloudPlaceName: String {
  case project, region, bucket, repository

  func allows(_ text: String) -> Bool {
    switch self {
    case .project: CloudName.isProject(text)
    case .region: CloudName.isRegion(text)
    case .bucket: CloudName.isBucket(text)
    case .repository: CloudName.isRepository(text)
    }
  }

  /// One sentence: what is wrong with the value that was found there.
  func refusal(of value: String, in place: String) -> String {
    let found = String(value.prefix(100)).unicodeScalars.map { $0.isASCII && $0.value >= 32 ? String($0) : "?" }
      .joined()
    return switch self {
    case .project: "\(place) names the project \(found), which is not a project's ID, such as my-project-123."
    case .region: "\(place) names the region \(found), which is not a region, such as europe-west4."
    case .bucket: "\(place) names the bucket \(found), which is not a bucket's name."
    case .repository:
      "\(place) names the repository \(found); a repository's name has lower-case letters, digits and - only."
    }
  }
}
