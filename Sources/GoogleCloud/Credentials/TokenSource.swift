import Foundation
import Transport

/// A source of tokens: one or a few requests, each made once.
package protocol TokenSource: Sendable {
  /// Throws `CloudError`, never containing a secret.
  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken
  /// The project that the source knows; nil when it knows none.
  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String?
  /// The project that use is counted for, as the credential file says; nil where it says none.
  var quotaProject: String? { get }
  /// Whether a person acts, whose use many APIs count for no project of its own.
  var isPerson: Bool { get }
}

extension TokenSource {
  /// None.
  package var quotaProject: String? { nil }
  /// No.
  package var isPerson: Bool { false }

  /// Posts a form to a token server and reads the token.
  func exchange(
    _ request: CloudRequest, over transport: HTTPTransport, deadline: Duration
  ) async throws(CloudError) -> AccessToken {
    guard SecureURL.isSafe(request.url) else {
      throw CloudError(.credentials, "The token server's address must begin with https", request: request.summary)
    }
    let asked = ContinuousClock.now
    let response = try await transport.send(request, limit: 1 << 20, deadline: deadline)
    return try response.decoded(TokenAnswer.self, of: request).token(asked: asked)
  }
}

package enum CloudScope {
  /// All of Google Cloud, within what the account may do.
  package static let platform = "https://www.googleapis.com/auth/cloud-platform"
}
