import Foundation
import Transport

/// A person's own credentials, as `gcloud auth application-default login` leaves them: a refresh token (RFC 6749, 6).
struct AuthorizedUser: TokenSource {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct File: Decodable {
    let client_id: String
    let client_secret: Secret
    let refresh_token: Secret
    let quota_project_id: String?
  }

  let file: File
  let server: String
  var quotaProject: String? { file.quota_project_id }
  var isPerson: Bool { true }

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    let form = [
      ("grant_type", "refresh_token"), ("client_id", file.client_id),
      ("client_secret", file.client_secret.revealed), ("refresh_token", file.refresh_token.revealed),
    ]
    return try await exchange(CloudRequest(form: form, to: server), over: transport, deadline: deadline)
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    file.quota_project_id
  }
}
