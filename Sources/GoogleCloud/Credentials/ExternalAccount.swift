import Foundation
import Support
import Transport

/// An identity from elsewhere, exchanged for a token (RFC 8693), then perhaps for a service account's.
struct ExternalAccount: TokenSource {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct File: Decodable {
    struct Format: Decodable {
      let type: String?
      let subject_token_field_name: String?
    }
    struct Source: Decodable {
      let file: String?
      let url: String?
      let headers: [String: Secret]?
      let format: Format?
    }
    let audience: String
    let subject_token_type: String
    let token_url: String
    let credential_source: Source
    let service_account_impersonation_url: String?
    let client_id: String?
    let client_secret: Secret?
    let workforce_pool_user_project: String?
    let quota_project_id: String?
  }

  var quotaProject: String? { file.quota_project_id }
  private let file: File
  private let subject: SubjectToken

  /// Throws `CloudError` of kind `credentials` with the path for URLs without https and unsupported sources.
  init(_ file: File, path: String) throws(CloudError) {
    self.file = file
    for address in [file.token_url, file.service_account_impersonation_url].compactMap({ $0 })
    where !SecureURL.isSafe(address) {
      throw CloudError(.credentials, "\(path) names a token server that isn't https")
    }
    subject = try SubjectToken(file.credential_source, path: path)
  }

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    var form = [
      ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", file.audience),
      ("scope", CloudScope.platform), ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
      ("subject_token", try await subject.text(over: transport, deadline: deadline).revealed),
      ("subject_token_type", file.subject_token_type),
    ]
    if let project = file.workforce_pool_user_project, file.client_id == nil {
      let options = (try? JSONEncoder().encode(["userProject": project])).map { String(decoding: $0, as: UTF8.self) }
      form.append(("options", options ?? ""))
    }
    var request = CloudRequest(form: form, to: file.token_url)
    if let id = file.client_id {
      let pair = Data("\(id):\(file.client_secret?.revealed ?? "")".utf8).base64EncodedString()
      request.headers.append(("Authorization", "Basic \(pair)"))
    }
    let first = try await exchange(request, over: transport, deadline: deadline)
    guard let address = file.service_account_impersonation_url else { return first }
    return try await Impersonation(address: address).token(for: first, over: transport, deadline: deadline)
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    file.quota_project_id ?? file.workforce_pool_user_project
  }
}
