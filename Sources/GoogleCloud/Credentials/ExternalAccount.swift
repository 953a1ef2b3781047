import Foundation
import Support

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

  private let file: File
  private let subject: SubjectToken

  /// Throws `CloudError` of kind `credentials` with the path for URLs without https and unsupported sources.
  init(_ file: File, path: String) throws(CloudError) {
    self.file = file
    for address in [file.token_url, file.service_account_impersonation_url].compactMap({ $0 })
    where !Endpoints.isSafe(address) {
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
    return try await impersonated(at: address, with: first, over: transport, deadline: deadline)
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    file.quota_project_id ?? file.workforce_pool_user_project
  }

  private struct TokenRequest: Encodable {
    let delegates: [String] = []
    let scope = [CloudScope.platform]
    let lifetime = "3600s"
  }

  private struct Given: Decodable {
    let accessToken: Secret
    let expireTime: String
  }

  /// The service account's own token (IAM Credentials, `generateAccessToken`).
  private func impersonated(
    at address: String, with first: AccessToken, over transport: HTTPTransport, deadline: Duration
  ) async throws(CloudError) -> AccessToken {
    let request = try CloudRequest("POST", address, json: TokenRequest())
    let asked = ContinuousClock.now
    let response = try await transport.send(request, token: first.text, limit: 1 << 20, deadline: deadline)
    let given = try response.decoded(Given.self, of: request)
    // The expiry is in the server's time, which its Date header shows.
    let now = response.headers["date"].flatMap(HTTPDate.seconds) ?? Date.now.timeIntervalSince1970
    let end = (try? Date(given.expireTime, strategy: .iso8601))?.timeIntervalSince1970
    return try TokenAnswer(access_token: given.accessToken, expires_in: end.map { $0 - now }).token(asked: asked)
  }
}
