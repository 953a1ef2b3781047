import Foundation
import Support
import Transport

/// AWS Signature Version 4; pure. Members: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
package struct Signature: Sendable {
  /// What signs.
  package let key: AccessKey
  /// The region that the request is for.
  package let region: String
  /// `s3` or `sts`.
  package let service: String
  /// Seconds since 1970.
  package let time: Double

  package init(key: AccessKey, region: String, service: String = "s3", time: Double) {
    (self.key, self.region, self.service, self.time) = (key, region, service, time)
  }

  /// The hash that stands for a body whose bytes the connection protects.
  package static let unsigned = "UNSIGNED-PAYLOAD"

  /// Hexadecimal SHA-256 of bytes.
  package static func hash(_ bytes: some DataProtocol) -> String { SHA256.hash(data: bytes).hexadecimal }

  /// Returns headers with those that sign a request: the time, the body's hash, the session and the signature.
  ///
  /// - path: percent-encoded, as it is sent.
  /// - query: names and values as they are meant, not encoded.
  /// - host: as it is sent.
  /// - body: the body's hash, or `unsigned`.
  package func headers(
    _ method: String, host: String, path: String, query: [(String, String)], headers: [(name: String, value: String)],
    body: String
  ) -> [(name: String, value: String)] {
    var all = headers
    all.append(("x-amz-date", stamp))
    // S3 asks for it; the others know it from the request.
    if service == "s3" { all.append(("x-amz-content-sha256", body)) }
    if let session = key.session { all.append(("x-amz-security-token", session.revealed)) }
    let signed = (all + [("host", host)]).map { (name: $0.name.lowercased(), value: Self.trimmed($0.value)) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let names = signed.map(\.name).joined(separator: ";")
    let canonical = [
      method, path, Self.canonical(query), signed.map { "\($0.name):\($0.value)\n" }.joined(), names, body,
    ].joined(separator: "\n")
    let text = ["AWS4-HMAC-SHA256", stamp, scope, Self.hash(Data(canonical.utf8))].joined(separator: "\n")
    let value = SHA256.authenticationCode(for: Data(text.utf8), using: signingKey).hexadecimal
    let words = "AWS4-HMAC-SHA256 Credential=\(key.id)/\(scope), SignedHeaders=\(names), Signature=\(value)"
    all.append(("Authorization", words))
    return all
  }

  /// The query as it is signed, and as it is sent: encoded, then in the order of its bytes.
  package static func canonical(_ query: [(String, String)]) -> String {
    query.map { ($0.percentEncoded, $1.percentEncoded) }
      .sorted { $0 < $1 }
      .map { "\($0)=\($1)" }.joined(separator: "&")
  }

  /// Outer blanks go, and of inner ones side by side one stays.
  private static func trimmed(_ value: String) -> String {
    value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  private var stamp: String {
    let at = CivilTime(secondsSince1970: Int(time))
    return String(
      format: "%04d%02d%02dT%02d%02d%02dZ", at.date.year, at.date.month, at.date.day, at.hour, at.minute, at.second)
  }

  private var scope: String { "\(stamp.prefix(8))/\(region)/\(service)/aws4_request" }

  private var signingKey: Data {
    var code = Data("AWS4\(key.secret.revealed)".utf8)
    for part in [String(stamp.prefix(8)), region, service, "aws4_request"] {
      code = SHA256.authenticationCode(for: Data(part.utf8), using: code)
    }
    return code
  }
}
