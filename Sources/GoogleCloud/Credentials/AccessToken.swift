import Foundation
import Transport

/// A token and its expiry.
package struct AccessToken: Sendable {
  /// What goes into the `Authorization` header.
  package let text: Secret
  /// When it stops being valid.
  package let expires: ContinuousClock.Instant

  /// Whether it expires so soon that a new one should be requested: within five minutes, or a tenth of a short
  /// lifetime.
  func isOld(at now: ContinuousClock.Instant) -> Bool { now >= renewal }

  /// Whether it is still valid.
  func isValid(at now: ContinuousClock.Instant) -> Bool { now + .seconds(10) < expires }

  private let renewal: ContinuousClock.Instant

  /// `lifetime` counts from `asked`, when the request went out, so that neither the network nor a wrong clock extends
  /// it.
  package init(_ text: Secret, lifetime: Duration, asked: ContinuousClock.Instant) {
    self.text = text
    expires = asked + lifetime
    renewal = expires - min(.seconds(300), lifetime / 10)
  }
}

/// The answer of a token server (RFC 6749, 5.1).
// swift-format-ignore: AlwaysUseLowerCamelCase
struct TokenAnswer: Decodable {
  let access_token: Secret
  let expires_in: Double?

  /// Throws `CloudError` of kind `credentials` for an invalid token.
  func token(asked: ContinuousClock.Instant) throws(CloudError) -> AccessToken {
    let text = access_token.revealed
    let isHeaderSafe = text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    guard !text.isEmpty, text.utf8.count <= 16 << 10, isHeaderSafe else {
      throw CloudError(.credentials, "The token server's response is not a token")
    }
    let seconds = expires_in.map { $0.isFinite ? min(max($0, 0), 86_400) : 0 } ?? 3600
    return AccessToken(access_token, lifetime: .milliseconds(Int64(seconds * 1000)), asked: asked)
  }
}
