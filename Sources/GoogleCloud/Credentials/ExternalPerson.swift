import Foundation
import Transport

/// A person of another identity provider, as `gcloud auth application-default login --login-config` leaves them: a
/// refresh token (RFC 6749, 6) and the client's own identity.
struct ExternalPerson: TokenSource {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct File: Decodable {
    let token_url: String
    let client_id: String
    let client_secret: Secret
    let refresh_token: Secret
    let quota_project_id: String?
  }

  private let file: File
  var quotaProject: String? { file.quota_project_id }
  var isPerson: Bool { true }

  /// Throws `CloudError` of kind `credentials` with the path for a token server without https.
  init(_ file: File, path: String) throws(CloudError) {
    guard SecureURL.isSafe(file.token_url) else {
      throw CloudError(.credentials, "\(path) names a token server that isn't https")
    }
    self.file = file
  }

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    var request = CloudRequest(
      form: [("grant_type", "refresh_token"), ("refresh_token", file.refresh_token.revealed)], to: file.token_url)
    let pair = Data("\(file.client_id):\(file.client_secret.revealed)".utf8).base64EncodedString()
    request.headers.append(("Authorization", "Basic \(pair)"))
    return try await exchange(request, over: transport, deadline: deadline)
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    file.quota_project_id
  }
}
