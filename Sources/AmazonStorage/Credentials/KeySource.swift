import Foundation
import Transport

/// Where keys are looked for, in the order of AWS's tools: the environment, the profile, a web identity, the container's
/// and the machine's own. Members: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
struct KeySource: Sendable {
  let requests: KeyRequests
  /// The profile's name, and whether somebody named it.
  let profile: (name: String, isNamed: Bool)

  init(_ requests: KeyRequests) {
    self.requests = requests
    let named = requests.named("AWS_PROFILE") ?? requests.named("AWS_DEFAULT_PROFILE")
    profile = (named ?? "default", named != nil)
  }

  /// The key to sign with; nil where nobody is to be asked: requests go unsigned then. Throws `CloudError`.
  func key() async throws(CloudError) -> LentKey {
    let found = requests.files.profile(profile.name)
    if profile.isNamed, found == nil {
      throw CloudError(
        .credentials, "AWS_PROFILE names \(profile.name), and there is no such profile in ~/.aws/config or credentials")
    }
    if let key = try environmentKey() { return key }
    if let found, let key = try await key(of: found, seen: []) { return key }
    if let file = requests.named("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = requests.named("AWS_ROLE_ARN") {
      return try await TokenService(requests).webIdentity(
        file: file, role: role, session: requests.named("AWS_ROLE_SESSION_NAME"))
    }
    if let key = try await ContainerKeys(requests).key() { return key }
    if let key = try await InstanceKeys(requests).key() { return key }
    throw CloudError(
      .credentials,
      "There are no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws by AWS_PROFILE"
    )
  }

  /// The key in the environment; nil for none. Throws `CloudError` for half of one.
  private func environmentKey() throws(CloudError) -> LentKey? {
    guard let id = requests.named("AWS_ACCESS_KEY_ID") else { return nil }
    guard let secret = requests.named("AWS_SECRET_ACCESS_KEY") else {
      throw CloudError(.credentials, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY isn't: set both")
    }
    let session = requests.named("AWS_SESSION_TOKEN") ?? requests.named("AWS_SECURITY_TOKEN")
    return LentKey(key: AccessKey(id: id, secret: Secret(secret), session: session.map(Secret.init)), end: nil)
  }

  /// The key that a profile names; nil where it names none.
  ///
  /// - seen: profiles whose roles led here.
  private func key(of profile: AmazonProfile, seen: [String]) async throws(CloudError) -> LentKey? {
    if profile["role_arn"] != nil { return try await assumed(profile, seen: seen) }
    if let key = lasting(profile) { return key }
    if profile["sso_account_id"] != nil { return try await SingleSignOn(requests).key(of: profile) }
    if profile["credential_process"] != nil {
      throw CloudError(
        .credentials,
        "The profile \(profile.name) runs a program for its keys (credential_process), and this program runs none: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to what it prints"
      )
    }
    return nil
  }

  private func lasting(_ profile: AmazonProfile) -> LentKey? {
    guard let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] else { return nil }
    let session = profile["aws_session_token"].map(Secret.init)
    return LentKey(key: AccessKey(id: id, secret: Secret(secret), session: session), end: nil)
  }

  /// A role's key, lent to the source that the profile names.
  private func assumed(_ profile: AmazonProfile, seen: [String]) async throws(CloudError) -> LentKey {
    let role = profile["role_arn"] ?? ""
    if let file = profile["web_identity_token_file"] {
      return try await TokenService(requests).webIdentity(
        file: file, role: role, session: profile["role_session_name"])
    }
    if profile["mfa_serial"] != nil {
      throw CloudError(
        .credentials,
        "The profile \(profile.name) asks for a code of a device (mfa_serial): get a session's keys with `aws sts assume-role` and set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
      )
    }
    let lender: LentKey?
    switch (profile["source_profile"], profile["credential_source"]) {
    case (let name?, _):
      guard !seen.contains(name), seen.count < 5, let source = requests.files.profile(name) else {
        throw CloudError(.credentials, "The profile \(profile.name) has its role from \(name), and that leads nowhere")
      }
      // A profile may be its own source: its keys then.
      lender = name == profile.name ? lasting(source) : try await key(of: source, seen: seen + [profile.name])
    case (nil, "Environment"?): lender = try environmentKey()
    case (nil, "EcsContainer"?): lender = try await ContainerKeys(requests).key()
    case (nil, "Ec2InstanceMetadata"?): lender = try await InstanceKeys(requests).key()
    default: lender = nil
    }
    guard let lender else {
      throw CloudError(
        .credentials, "The profile \(profile.name) has a role, but no keys that it could be asked for with")
    }
    return try await TokenService(requests).assume(role, profile, by: lender.key)
  }
}
