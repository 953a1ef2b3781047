import Foundation
import NIOCore
import Support
import Transport

/// AWS's token service: lends the keys of a role. Members: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
struct TokenService: Sendable {
  private let requests: KeyRequests

  init(_ requests: KeyRequests) { self.requests = requests }

  /// The address: `AWS_ENDPOINT_URL_STS`, or AWS's own in the region.
  private func root() throws(CloudError) -> String {
    if let named = requests.named("AWS_ENDPOINT_URL_STS") {
      guard SecureURL.isSafe(named) else {
        throw CloudError(.usage, "AWS_ENDPOINT_URL_STS is not an https address, nor one of this machine")
      }
      return named.hasSuffix("/") ? String(named.dropLast()) : named
    }
    let region = requests.settings.region
    guard AmazonSettings.isRegion(region) else { throw CloudError(.usage, "\(region) is not the name of a region") }
    return "https://sts.\(region).\(region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com")"
  }

  /// A role's key for a token that a file holds. Throws `CloudError`.
  func webIdentity(file: String, role: String, session: String?) async throws(CloudError) -> LentKey {
    let token = try requests.text(file, what: "The web identity token")
    return try await ask(
      [
        ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
        ("RoleSessionName", session ?? Self.session), ("WebIdentityToken", token),
      ], signedBy: nil)
  }

  /// A role's key, lent to another key. Throws `CloudError`.
  func assume(_ role: String, _ profile: AmazonProfile, by key: AccessKey) async throws(CloudError) -> LentKey {
    var form = [
      ("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role),
      ("RoleSessionName", profile["role_session_name"] ?? Self.session),
    ]
    if let id = profile["external_id"] { form.append(("ExternalId", id)) }
    if let seconds = profile["duration_seconds"] { form.append(("DurationSeconds", seconds)) }
    return try await ask(form, signedBy: key)
  }

  private static var session: String { "dogbreed-\(Int(Date.now.timeIntervalSince1970))" }

  private func ask(_ form: [(String, String)], signedBy key: AccessKey?) async throws(CloudError) -> LentKey {
    let root = try root()
    var request = CloudRequest(form: form, to: "\(root)/")
    if let key, let host = SigningHost.of(root), case .bytes(let body) = request.body {
      let signature = Signature(
        key: key, region: requests.settings.region, service: "sts", time: Date.now.timeIntervalSince1970)
      request.headers = signature.headers(
        "POST", host: host, path: "/", query: [], headers: request.headers,
        body: Signature.hash(Data(body.readableBytesView)))
    }
    let answer = try await requests.send(request)
    guard let tree = XMLTree(Array(answer.body.readableBytesView)),
      let found = tree.children.lazy.compactMap({ $0["Credentials"] }).first,
      let id = found["AccessKeyId"]?.text, let secret = found["SecretAccessKey"]?.text,
      let session = found["SessionToken"]?.text
    else {
      throw CloudError(.credentials, "The token service lends no key for the role", request: request.summary)
    }
    return LentKey(
      key: AccessKey(id: id, secret: Secret(secret), session: Secret(session)),
      end: found["Expiration"].flatMap { RFC3339.seconds($0.text) })
  }
}
