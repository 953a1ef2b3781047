import Foundation
import Support
import Transport

/// Another account's token for one's own (IAM Credentials, `generateAccessToken`).
struct Impersonation: Sendable {
  /// `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/ACCOUNT:generateAccessToken`.
  let address: String
  /// The accounts in between, each allowed to act as the next.
  var delegates: [String] = []

  private struct TokenRequest: Encodable {
    let delegates: [String]
    let scope = [CloudScope.platform]
    let lifetime = "3600s"
  }

  private struct Given: Decodable {
    let accessToken: Secret
    let expireTime: String
  }

  func token(
    for first: AccessToken, over transport: HTTPTransport, deadline: Duration
  ) async throws(CloudError) -> AccessToken {
    let request = try CloudRequest("POST", address, json: TokenRequest(delegates: delegates))
    let asked = ContinuousClock.now
    let response = try await transport.send(request, token: first.text, limit: 1 << 20, deadline: deadline)
    let given = try response.decoded(Given.self, of: request)
    // The expiry is in the server's time, which its Date header shows.
    let now = response.headers["date"].flatMap(HTTPDate.seconds) ?? Date.now.timeIntervalSince1970
    let end = (try? Date(given.expireTime, strategy: .iso8601))?.timeIntervalSince1970
    return try TokenAnswer(access_token: given.accessToken, expires_in: end.map { $0 - now }).token(asked: asked)
  }
}
