import Foundation
import Support
import Synchronization
import Transport

/// A service account's key: signs an assertion and exchanges it for a token (RFC 7523).
final class ServiceAccount: TokenSource {
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct File: Decodable {
    let client_email: String
    let private_key: Secret
    let private_key_id: String?
    let project_id: String?
    let token_uri: String?
    let quota_project_id: String?
  }

  /// Google's own clients name this one, whatever `token_uri` says.
  private static let audience = "https://oauth2.googleapis.com/token"

  var quotaProject: String? { file.quota_project_id }
  private let file: File
  private let key: RSAKey
  private let server: String
  /// The server's clock minus ours in seconds, once it refused an assertion for its time.
  private let skew = Mutex(0.0)

  /// Throws `CloudError` of kind `credentials` with the path when the key can't be used.
  init(_ file: File, path: String) throws(CloudError) {
    self.file = file
    server = file.token_uri ?? Self.audience
    guard SecureURL.isSafe(server) else {
      throw CloudError(.credentials, "\(path) names a token server that isn't https")
    }
    do {
      key = try RSAKey(pem: file.private_key.revealed)
    } catch {
      throw CloudError(.credentials, "\(path) has no readable RSA key of 2048 bits or more")
    }
  }

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    do {
      return try await exchange(assertion(), over: transport, deadline: deadline)
    } catch {
      // A wrong local clock makes assertions from the past or the future: the server's date says by how much.
      guard let found = error.clockSkew, error.status == 400 || error.status == 401,
        abs(found - skew.withLock { $0 }) > 30
      else { throw error }
      skew.withLock { $0 = found }
      return try await exchange(assertion(), over: transport, deadline: deadline)
    }
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? {
    file.project_id
  }

  private func assertion() throws(CloudError) -> CloudRequest {
    let now = Int(Date.now.timeIntervalSince1970 + skew.withLock { $0 })
    let claims = SignedAssertion.Claims(
      iss: file.client_email, scope: CloudScope.platform, aud: Self.audience, iat: now, exp: now + 3600)
    let text = try SignedAssertion.text(claims, keyID: file.private_key_id, key: key)
    return CloudRequest(
      form: [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", text)], to: server)
  }
}
