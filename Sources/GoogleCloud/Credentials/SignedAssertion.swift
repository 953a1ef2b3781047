import Foundation
import Support
import Transport

/// A JSON web token signed with RS256 (RFC 7515, 7518).
enum SignedAssertion {
  struct Claims: Codable, Equatable {
    let iss: String
    let scope: String
    let aud: String
    let iat: Int
    let exp: Int
  }

  private struct Header: Encodable {
    let alg = "RS256"
    let typ = "JWT"
    let kid: String?
  }

  static func text(
    _ claims: Claims, keyID: String?, key: RSAKey
  ) throws(CloudError) -> String {
    do {
      let head = base64(try JSONText.data(Header(kid: keyID))) + "." + base64(try JSONText.data(claims))
      return head + "." + base64(try key.signature(for: Data(head.utf8)))
    } catch {
      throw CloudError(.credentials, "The service account's key could not sign")
    }
  }

  /// base64url without padding.
  static func base64(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
  }
}
