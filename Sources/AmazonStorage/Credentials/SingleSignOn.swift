import Foundation
import Support
import Transport

/// The keys of a person who signed in by `aws sso login`: what that left is read, and never written. Members: https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
struct SingleSignOn: Sendable {
  private let requests: KeyRequests

  init(_ requests: KeyRequests) { self.requests = requests }

  private struct Left: Decodable {
    let accessToken: String
    let expiresAt: String
  }

  private struct Answer: Decodable {
    struct Credentials: Decodable {
      let accessKeyId: String
      let secretAccessKey: String
      let sessionToken: String
      /// Milliseconds since 1970.
      let expiration: Double
    }
    let roleCredentials: Credentials
  }

  /// What AWS's tools call the file of a session, or of the address where it started.
  static func fileName(_ start: String) -> String { Insecure.sha1(Data(start.utf8)).hexadecimal + ".json" }

  /// The key of the profile's role. Throws `CloudError` of kind `credentials` with what to do where nobody signed in.
  func key(of profile: AmazonProfile) async throws(CloudError) -> LentKey {
    let login = CloudError(
      .credentials, "Nobody is signed in for the profile \(profile.name): run `aws sso login --profile \(profile.name)`"
    )
    guard let account = profile["sso_account_id"], let role = profile["sso_role_name"],
      let region = profile["sso_region"],
      AmazonSettings.isRegion(region), let start = profile["sso_session"] ?? profile["sso_start_url"]
    else {
      throw CloudError(
        .credentials,
        "The profile \(profile.name) lacks one of sso_account_id, sso_role_name, sso_region and sso_session or sso_start_url"
      )
    }
    let path = "\(requests.files.sessions)/\(Self.fileName(start))"
    guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20,
      let left = try? JSONDecoder().decode(Left.self, from: data),
      let end = RFC3339.seconds(left.expiresAt.replacingOccurrences(of: "UTC", with: "Z")),
      end > Date.now.timeIntervalSince1970
    else { throw login }
    let root = requests.named("AWS_ENDPOINT_URL_SSO") ?? "https://portal.sso.\(region).amazonaws.com"
    guard SecureURL.isSafe(root) else {
      throw CloudError(.usage, "AWS_ENDPOINT_URL_SSO is not an https address, nor one of this machine")
    }
    var request = CloudRequest(
      "GET", "\(root)/federation/credentials", query: [("role_name", role), ("account_id", account)])
    request.headers = [("x-amz-sso_bearer_token", left.accessToken)]
    let answer: CloudResponse
    do {
      answer = try await requests.send(request)
    } catch {
      throw error.status == 401 ? login : error
    }
    let found = try answer.decoded(Answer.self, of: request).roleCredentials
    return LentKey(
      key: AccessKey(
        id: found.accessKeyId, secret: Secret(found.secretAccessKey), session: Secret(found.sessionToken)),
      end: found.expiration / 1000)
  }
}
