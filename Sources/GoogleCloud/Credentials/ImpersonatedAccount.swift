import Foundation
import Support
import Transport

/// A file that acts as a service account with somebody else's credentials, as
/// `gcloud auth application-default login --impersonate-service-account` leaves it.
struct ImpersonatedAccount: TokenSource {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  private struct File: Decodable {
    let service_account_impersonation_url: String
    let delegates: [String]?
    let quota_project_id: String?
  }

  let quotaProject: String?
  private let account: String
  private let source: any TokenSource
  private let impersonation: Impersonation

  /// Throws `CloudError` of kind `credentials` with the path.
  init(_ data: Data, path: String, endpoints: Endpoints) throws(CloudError) {
    let file = try CredentialFile.decode(File.self, data, path)
    quotaProject = file.quota_project_id
    // Only the account's name counts: the source's token is never sent where a file says.
    guard
      let match = file.service_account_impersonation_url.firstMatch(
        of: /\/serviceAccounts\/([A-Za-z0-9.@_\-]+):generateAccessToken$/)
    else { throw CloudError(.credentials, "\(path) names no service account to act as") }
    account = String(match.1)
    impersonation = Impersonation(
      address: endpoints.root(of: "iamcredentials.googleapis.com")
        + "/v1/projects/-/serviceAccounts/\(account.percentEncoded):generateAccessToken",
      delegates: file.delegates ?? [])
    guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let inner = object["source_credentials"] as? [String: Any],
      inner["type"] as? String != "impersonated_service_account",
      let bytes = try? JSONSerialization.data(withJSONObject: inner)
    else { throw CloudError(.credentials, "\(path) is not a complete credential file") }
    source = try CredentialFile.source(bytes, path: path, endpoints: endpoints)
  }

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    let first = try await source.token(over: transport, deadline: deadline)
    return try await impersonation.token(for: first, over: transport, deadline: deadline)
  }

  /// The account's own project stands in its name.
  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    if let quotaProject { return quotaProject }
    let domain = account.split(separator: "@").last ?? ""
    guard domain.hasSuffix(".iam.gserviceaccount.com") else { return nil }
    return String(domain.dropLast(".iam.gserviceaccount.com".count))
  }
}
