import Foundation
import Transport

/// The requests that make what a project needs: APIs, a bucket, a repository, an account. Each may be repeated: what is
/// there already is left as it is.
package struct SetupRequests: Sendable {
  private struct APIs: Encodable { let serviceIds: [String] }
  private struct Bucket: Encodable {
    struct Access: Encodable { let enabled = true }
    struct Rules: Encodable {
      let uniformBucketLevelAccess = Access()
      let publicAccessPrevention = "enforced"
    }
    let name: String
    let location: String
    let iamConfiguration = Rules()
  }
  private struct Repository: Encodable {
    let format = "DOCKER"
    let description = "Images of dogbreed"
  }
  private struct Account: Encodable {
    struct Shown: Encodable { let displayName = "dogbreed" }
    let accountId: String
    let serviceAccount = Shown()
  }

  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String

  package init(endpoints: Endpoints, project: String) {
    self.endpoints = endpoints
    self.project = project
  }

  /// What the operations of APIs' names follow.
  package var serviceRoot: String { endpoints.root(of: "serviceusage.googleapis.com") + "/v1/" }
  /// What the operations of repositories' names follow.
  package var repositoryRoot: String { endpoints.root(of: "artifactregistry.googleapis.com") + "/v1/" }

  /// Switches APIs on, at most 20; an operation.
  package func enable(_ hosts: [String]) throws(CloudError) -> CloudRequest {
    try accepting(
      CloudRequest(
        "POST", serviceRoot + "projects/\(project)/services:batchEnable", json: APIs(serviceIds: hosts)))
  }

  /// Makes a bucket that is never public.
  package func bucket(_ name: String, region: String) throws(CloudError) -> CloudRequest {
    try accepting(
      CloudRequest(
        "POST", endpoints.storage + "/storage/v1/b", query: [("project", project)],
        json: Bucket(name: name, location: region.uppercased())))
  }

  /// Makes a repository of images; an operation.
  package func repository(_ name: String, region: String) throws(CloudError) -> CloudRequest {
    try accepting(
      CloudRequest(
        "POST", repositoryRoot + "projects/\(project)/locations/\(region)/repositories",
        query: [("repositoryId", name)], json: Repository()))
  }

  /// Makes a service account, without any rights.
  package func account(_ name: String) throws(CloudError) -> CloudRequest {
    try accepting(
      CloudRequest(
        "POST", endpoints.root(of: "iam.googleapis.com") + "/v1/projects/\(project)/serviceAccounts",
        json: Account(accountId: name)))
  }

  /// 409 says that it is there.
  private func accepting(_ request: CloudRequest) -> CloudRequest {
    var request = request
    request.accepted = [409]
    request.isRepeatable = true
    return request
  }
}
