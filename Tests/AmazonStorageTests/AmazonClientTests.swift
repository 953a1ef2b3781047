import Foundation
import ObjectStorage
import StorageTestSupport
import Support
import TestSupport
import Testing
import Transport

@testable import AmazonStorage

/// What a client learns from refusals, and where it finds its keys.
@Suite struct AmazonClientTests {
  private let bench: AmazonBench
  private let address = StorageAddress(.amazon, bucket: "kennel", name: "x")

  init() throws {
    bench = try AmazonBench()
    try bench.stub.put([1, 2], bucket: "kennel", name: "x")
  }

  private func size(_ environment: [String: String]) async throws -> Int? {
    try await bench.with(environment: environment) { try await $0.object(at: address)?.size }
  }

  private func listed(_ storage: AmazonStorage) async throws -> Int {
    let all = StorageAddress(.amazon, bucket: "kennel", name: "")
    return try await storage.list(below: all).count
  }

  private func refusal(_ environment: [String: String]) async -> CloudError? {
    do {
      _ = try await bench.with(environment: environment, deadline: 3) { try await $0.list(below: address) }
      return nil
    } catch {
      return error as? CloudError
    }
  }

  @Test func theRightRegionIsLearnt() async throws {
    try bench.stub.configure(["region": "eu-central-1"])
    let count = try await bench.with { try await listed($0) }
    #expect(count == 1)
    #expect(try await size(["AWS_REGION": "eu-central-1"]) == 2)
    #expect(try await size(["AWS_DEFAULT_REGION": "eu-central-1"]) == 2)
  }

  @Test func aWrongClockIsMadeUpFor() async throws {
    try bench.stub.configure(["skew": 5000])
    #expect(try await size([:]) == 2)
    let count = try await bench.with { try await listed($0) }
    #expect(count == 1)
  }

  @Test(arguments: [
    ("AWS_SECRET_ACCESS_KEY", "wrong", "secret access key"), ("AWS_ACCESS_KEY_ID", "AKIDNOBODY", "access key"),
  ])
  func wrongKeysAreSaid(_ variable: String, _ value: String, said: String) async {
    let error = await refusal([variable: value])
    #expect(error?.status == 403 && error?.description.contains(said) == true, "\(String(describing: error))")
    #expect(error?.description.contains("secret/of") == false)
  }

  @Test(arguments: [
    ["AWS_ENDPOINT_URL": "ftp://x"], ["AWS_ENDPOINT_URL": "http://user@x"], ["AWS_ENDPOINT_URL": "http://x/?q"],
    ["AWS_REGION": "evil.com/x"], ["AWS_REGION": "-"], ["AWS_PROFILE": "nobody"], ["AWS_SECRET_ACCESS_KEY": ""],
    ["AWS_ACCESS_KEY_ID": ""],
  ])
  func whatCanNotBeUsedIsSaid(_ environment: [String: String]) async throws {
    let error = try #require(await refusal(environment))
    #expect(error.kind == .usage || error.kind == .credentials, "\(error)")
    #expect(try bench.stub.state().requests.isEmpty)
  }

  @Test func aSessionsTokenNeverTravelsInTheClear() async {
    let error = await refusal(["AWS_ENDPOINT_URL": "http://192.0.2.1", "AWS_SESSION_TOKEN": "t"])
    #expect(error?.kind == .credentials, "\(String(describing: error))")
  }

  // Where keys come from

  private var nobody: [String: String] { ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""] }

  private func file(_ name: String, _ text: String) throws -> String {
    try bench.folder.write(Array(text.utf8), to: name)
    return bench.path(name)
  }

  @Test func aProfileOfTheFiles() async throws {
    let keys = try file(
      "credentials",
      """
      # keys
      [default]
      aws_access_key_id = AKIDNOBODY
      aws_secret_access_key = x

      [kennel]
      aws_access_key_id=AKIDKENNEL
      aws_secret_access_key = secret/of+the kennel  # not for you
      """)
    let config = try file(
      "config",
      """
      [default]
      region = us-east-1
      [profile kennel]
      region = eu-central-1
      services = here
      s3 =
        addressing_style = path
      [services here]
      s3 =
        endpoint_url = \(bench.stub.root)
      """)
    try bench.stub.configure(["region": "eu-central-1"])
    let environment = nobody.merging([
      "AWS_SHARED_CREDENTIALS_FILE": keys, "AWS_CONFIG_FILE": config, "AWS_ENDPOINT_URL": "",
    ]) { $1 }
    #expect(try await size(environment.merging(["AWS_PROFILE": "kennel"]) { $1 }) == 2)
    let error = await refusal(environment.merging(["AWS_ENDPOINT_URL": bench.stub.root]) { $1 })
    #expect(error?.status == 403)
  }

  @Test func aRoleThatAnotherProfileAsksFor() async throws {
    try bench.stub.configure(["session": "lent-session"])
    let config = try file(
      "config",
      """
      [profile role]
      role_arn = arn:aws:iam::123456789012:role/kennel
      source_profile = base
      external_id = 7
      [profile base]
      aws_access_key_id = AKIDKENNEL
      aws_secret_access_key = secret/of+the kennel
      [profile ring]
      role_arn = r
      source_profile = ring2
      [profile ring2]
      role_arn = r
      source_profile = ring
      [profile shell]
      credential_process = touch \(bench.path("ran"))
      [profile code]
      role_arn = r
      source_profile = base
      mfa_serial = m
      """)
    let environment = nobody.merging(["AWS_CONFIG_FILE": config, "AWS_ENDPOINT_URL_STS": "\(bench.stub.root)/sts"]) {
      $1
    }
    #expect(try await size(environment.merging(["AWS_PROFILE": "role"]) { $1 }) == 2)
    let form = try #require(bench.stub.state().forms.first)
    #expect(
      form["Action"] == "AssumeRole" && form["ExternalId"] == "7" && form["RoleArn"]?.hasSuffix("role/kennel") == true)
    for name in ["ring", "shell", "code"] {
      let error = await refusal(environment.merging(["AWS_PROFILE": name]) { $1 })
      #expect(error?.kind == .credentials && error?.description.contains(name) == true, "\(String(describing: error))")
    }
    #expect(!FileManager.default.fileExists(atPath: bench.path("ran")))
  }

  @Test func aWebIdentity() async throws {
    let token = try file("token", "web\n")
    try bench.stub.configure(["session": "s"])
    let environment = nobody.merging([
      "AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "arn", "AWS_ENDPOINT_URL_STS": "\(bench.stub.root)/sts",
    ]) { $1 }
    #expect(try await size(environment) == 2)
  }

  @Test func aContainersService() async throws {
    try bench.stub.configure(["session": "s"])
    let environment = nobody.merging([
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(bench.stub.root)/role/x",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container",
    ]) { $1 }
    #expect(try await size(environment) == 2)
    let other = nobody.merging(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/role"]) { $1 }
    #expect(await refusal(other)?.kind == .credentials)
  }

  @Test func aMachinesServiceAndAKeyThatEnds() async throws {
    try bench.stub.configure(["session": "first"])
    let environment = nobody.merging([
      "AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": bench.stub.root,
    ]) { $1 }
    try await bench.with(environment: environment) { storage in
      #expect(try await listed(storage) == 1)
      // The server takes the first key no more.
      try bench.stub.configure(["session": "second"])
      #expect(try await listed(storage) == 1)
    }
    #expect(try bench.stub.state().violations.isEmpty)
  }

  @Test func aPersonWhoSignedIn() async throws {
    let config = try file(
      "config",
      """
      [profile me]
      sso_session = kennel
      sso_account_id = 123456789012
      sso_role_name = reader
      [sso-session kennel]
      sso_start_url = https://kennel.awsapps.com/start
      sso_region = eu-central-1
      """)
    let environment = nobody.merging([
      "AWS_CONFIG_FILE": config, "AWS_PROFILE": "me", "HOME": bench.folder.path,
      "AWS_ENDPOINT_URL_SSO": bench.stub.root,
    ]) { $1 }
    let error = await refusal(environment)
    #expect(error?.description.contains("aws sso login --profile me") == true, "\(String(describing: error))")
    // SHA-1 of the session's name, as AWS's tools call the file.
    _ = try file(
      ".aws/sso/cache/\(SingleSignOn.fileName("kennel"))",
      #"{"accessToken": "signed-in", "expiresAt": "2100-01-01T00:00:00Z"}"#)
    try bench.stub.configure(["session": "s"])
    #expect(try await size(environment) == 2)
  }

  @Test func aPublicBucketWithoutKeys() async throws {
    let error = await refusal(["AWS_NO_SIGN_REQUEST": "YES"])
    #expect(error?.status == 403)
    let requests = try bench.stub.state().requests
    #expect(!requests.isEmpty && requests.allSatisfy { $0.headers["Authorization"] == nil })
  }
}
