import Foundation
import Support
import Transport

// swift-format-ignore: AlwaysUseLowerCamelCase
/// The key that a container's or a machine's own service lends.
private struct MachineKey: Decodable {
  let AccessKeyId: String?
  let SecretAccessKey: String?
  let Token: String?
  let Expiration: String?

  var lent: LentKey? {
    guard let id = AccessKeyId, let secret = SecretAccessKey else { return nil }
    return LentKey(
      key: AccessKey(id: id, secret: Secret(secret), session: Token.map(Secret.init)),
      end: Expiration.flatMap(RFC3339.seconds))
  }
}

/// The keys of a container of ECS or EKS. Members: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct ContainerKeys: Sendable {
  private let requests: KeyRequests

  init(_ requests: KeyRequests) { self.requests = requests }

  /// Hosts besides this machine's that may be asked over plain HTTP: those of ECS and EKS.
  private static let hosts: Set = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "fd00:ec2::23"]

  /// The key; nil outside of such a container. Throws `CloudError`.
  func key() async throws(CloudError) -> LentKey? {
    let address: String
    if let path = requests.named("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      guard path.hasPrefix("/") else {
        throw CloudError(.credentials, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI doesn't begin with a slash")
      }
      address = "http://169.254.170.2\(path)"
    } else if let whole = requests.named("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      guard let host = URLComponents(string: whole)?.host, SecureURL.isSafe(whole) || Self.hosts.contains(host) else {
        throw CloudError(
          .credentials,
          "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither an https address nor one of a container's service")
      }
      address = whole
    } else {
      return nil
    }
    var request = CloudRequest("GET", address)
    var token = requests.named("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    if let file = requests.named("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      token = try requests.text(file, what: "The container's token")
    }
    if let token {
      guard token.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
        throw CloudError(.credentials, "The container's token holds characters that no token has")
      }
      request.headers = [("Authorization", token)]
    }
    let answer = try await requests.send(request)
    guard let key = try answer.decoded(MachineKey.self, of: request).lent else {
      throw CloudError(.credentials, "The container's service lends no key", request: request.summary)
    }
    return key
  }
}

/// The keys of a machine of EC2, from its metadata service, version 2. Members: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
struct InstanceKeys: Sendable {
  private let requests: KeyRequests

  init(_ requests: KeyRequests) { self.requests = requests }

  /// The key; nil where there is no such service. Throws `CloudError`.
  func key() async throws(CloudError) -> LentKey? {
    if requests.named("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
    let root = requests.named("AWS_EC2_METADATA_SERVICE_ENDPOINT").map {
      $0.hasSuffix("/") ? String($0.dropLast()) : $0
    }
    let base = "\(root ?? "http://169.254.169.254")/latest"
    var begin = CloudRequest("PUT", "\(base)/api/token")
    begin.headers = [("x-aws-ec2-metadata-token-ttl-seconds", "21600")]
    // Elsewhere nothing answers there, and nobody should wait for it.
    let token: String
    do {
      token = try await requests.transport.send(begin, limit: 1 << 12, deadline: .seconds(2)).text
    } catch {
      return nil
    }
    var isShort = requests.policy
    isShort.deadline = min(isShort.deadline, .seconds(20))
    func ask(_ path: String) async throws(CloudError) -> (CloudRequest, CloudResponse) {
      var request = CloudRequest("GET", "\(base)/meta-data/iam/security-credentials/\(path)")
      request.headers = [("x-aws-ec2-metadata-token", token)]
      request.accepted = [404]
      return (request, try await requests.send(request, policy: isShort))
    }
    let roles = try await ask("").1
    guard roles.status == 200, let role = roles.text.split(whereSeparator: \.isNewline).first.map(String.init) else {
      return nil
    }
    let (request, answer) = try await ask(role.percentEncoded)
    return answer.status == 404 ? nil : try answer.decoded(MachineKey.self, of: request).lent
  }
}
