import Foundation
import NIOCore
import StorageTestSupport
import TestSupport
import Testing
import Transport

@testable import GoogleCloud

/// Credential files that act as others, and why servers refuse.
@Suite struct ActingAccountTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private func token(_ file: [String: Any]) async throws -> (token: String, project: String?) {
    try bench.folder.write(JSONSerialization.data(withJSONObject: file), to: "key.json")
    let environment = bench.stub.environment.merging([
      "GOOGLE_APPLICATION_CREDENTIALS": bench.path("key.json"), "DOGBREED_GOOGLE_ENDPOINT": bench.stub.root,
    ]) { $1 }
    return try await GoogleClient.with(environment: environment) { client in
      let credentials = try #require(client.credentials)
      return (try await credentials.token().revealed, try? await credentials.project())
    }
  }

  @Test func aPersonActsAsAServiceAccount() async throws {
    let source = ["type": "authorized_user", "client_id": "me", "client_secret": "s", "refresh_token": "again"]
    let address = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/dog@proj.iam.gserviceaccount.com"
    let found = try await token([
      "type": "impersonated_service_account", "delegates": ["a@b"], "source_credentials": source,
      "service_account_impersonation_url": address + ":generateAccessToken",
    ])
    #expect(found.token == "acting-Bearer-token-0")
    #expect(found.project == "proj")
    let forms = try bench.stub.state().forms
    #expect(forms.first?["grant_type"] == "refresh_token")
    #expect(
      forms.last?["delegates"] == "a@b" && forms.last?["scope"] == "https://www.googleapis.com/auth/cloud-platform")
    #expect(forms.last?["url"]?.contains("dog%40proj.iam.gserviceaccount.com:generateAccessToken") == true)
    // The file doesn't say where the source's token goes, and acts through no chain of files.
    for wrong in ["https://evil.com/steal", "https://evil.com/serviceAccounts/a/b:generateAccessToken"] {
      await #expect(throws: CloudError.self) {
        try await token([
          "type": "impersonated_service_account", "source_credentials": source,
          "service_account_impersonation_url": wrong,
        ])
      }
    }
    await #expect(throws: CloudError.self) {
      try await token([
        "type": "impersonated_service_account", "source_credentials": ["type": "impersonated_service_account"],
        "service_account_impersonation_url": address + ":generateAccessToken",
      ])
    }
  }

  @Test func aPersonOfAnotherProvider() async throws {
    let file = [
      "type": "external_account_authorized_user", "audience": "//iam.googleapis.com/locations/global/workforcePools/w",
      "client_id": "me", "client_secret": "s", "refresh_token": "again", "token_url": bench.stub.root + "/token",
      "quota_project_id": "mine",
    ]
    let found = try await token(file)
    #expect(found.token == "token-0" && found.project == "mine")
    #expect(try bench.stub.state().forms.last == ["grant_type": "refresh_token", "refresh_token": "again"])
    let basic = try bench.stub.state().requests.last?.headers["Authorization"]
    #expect(basic == "Basic " + Data("me:s".utf8).base64EncodedString())
    await #expect(throws: CloudError.self) { try await token(file.merging(["token_url": "http://evil.com"]) { $1 }) }
  }

  /// A token that is renewed early is used meanwhile: a slow or broken token server holds nobody up.
  @Test func anEarlyRenewalHoldsNobodyUp() async throws {
    let path = try bench.person()
    try bench.stub.configure(["expires": 100])
    let environment = bench.stub.environment.merging([
      "GOOGLE_APPLICATION_CREDENTIALS": path, "DOGBREED_GOOGLE_ENDPOINT": bench.stub.root,
    ]) { $1 }
    try await GoogleClient.with(environment: environment) { client in
      let source = SlowSource()
      let credentials = Credentials(
        ApplicationDefault(environment: [:], endpoints: Endpoints()), transport: client.transport, source: source)
      // The second never comes; the first is old at once, and valid.
      for _ in 0..<3 {
        let token = try await credentials.token().revealed
        #expect(token == "1")
      }
    }
  }

  /// `google.rpc.ErrorInfo` and `RetryInfo`, as Google's APIs send them.
  @Test func googlesDetailsAreRead() {
    let text = #"""
      {"error": {"code": 403, "message": "Vertex AI API has not been used in project p before or it is disabled.",
      "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.Help", "links": []},
      {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com"},
      {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}]}}
      """#
    func error(_ text: String, _ headers: [String: String] = [:]) -> CloudError {
      RefusalText.error(
        CloudResponse(status: 403, headers: headers, body: ByteBuffer(string: text)),
        to: CloudRequest("GET", "http://x/y"))
    }
    #expect(error(text).reason == "SERVICE_DISABLED" && error(text).retryAfter == 3.5)
    #expect(error(text, ["retry-after": "9"]).retryAfter == 9)
    #expect(error(text.replacing("3.5s", with: "-1s")).retryAfter == nil)
    #expect(error(text.replacing(#""SERVICE_DISABLED""#, with: "7")).reason == "PERMISSION_DENIED")
    #expect(error(#"{"error": {"errors": [{"reason": "notFound"}], "status": "NOT_FOUND"}}"#).reason == "notFound")
  }
}

/// Its first token is soon old; later ones never come.
private actor Turns {
  var count = 0
  func next() -> Int {
    count += 1
    return count
  }
}

private struct SlowSource: TokenSource {
  let turns = Turns()

  func token(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> AccessToken {
    let turn = await turns.next()
    if turn > 1 {
      do { try await Task.sleep(for: .seconds(30)) } catch { throw CloudError(.deadline, "cancelled") }
    }
    return AccessToken(Secret("\(turn)"), lifetime: .seconds(200), asked: .now - .seconds(185))
  }

  func project(over transport: HTTPTransport, deadline: Duration) async throws(CloudError) -> String? { nil }
}
