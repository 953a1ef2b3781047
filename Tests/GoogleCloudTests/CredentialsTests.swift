import Foundation
import StorageTestSupport
import TestSupport
import Testing
import Transport

@testable import GoogleCloud
@testable import ObjectStorage

@Suite struct CredentialsTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  /// A client whose credentials are found by the environment alone.
  private func with<Value>(
    _ environment: [String: String], _ body: (GoogleClient) async throws -> Value
  ) async throws -> Value {
    var whole = environment
    whole["HOME"] = bench.folder.path
    whole["DOGBREED_GOOGLE_ENDPOINT"] = bench.stub.root
    if whole["GCE_METADATA_HOST"] == nil { whole["NO_GCE_CHECK"] = "true" }
    return try await GoogleClient.with(environment: whole) { client in
      try await body(client)
    }
  }

  private func token(_ environment: [String: String]) async throws -> String {
    try await with(environment) { try await #require($0.credentials).token().revealed }
  }

  private func user(_ path: String) throws -> String {
    try bench.folder.write(
      Array(
        #"{"type":"authorized_user","client_id":"me","client_secret":"hush","refresh_token":"again","quota_project_id":"p"}"#
          .utf8), to: path)
    return bench.path(path)
  }

  private func serviceAccount(_ path: String) throws -> String {
    let account = [
      "type": "service_account", "client_email": "dog@project.iam.gserviceaccount.com", "private_key": try Self.key(),
      "private_key_id": "key-1", "project_id": "project", "token_uri": bench.stub.root + "/token",
    ]
    try bench.folder.write(JSONSerialization.data(withJSONObject: account), to: path)
    return bench.path(path)
  }

  /// A new RSA key in PEM, by the system's own openssl.
  private static func key() throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func theNamedFileComesFirst() async throws {
    _ = try user(".config/gcloud/application_default_credentials.json")
    let named = try serviceAccount("named.json")
    #expect(try await token(["GOOGLE_APPLICATION_CREDENTIALS": named]) == "token-0")
    let form = try #require(try bench.stub.state().forms.first)
    #expect(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
    #expect(form["assertion"]?.split(separator: ".").count == 3)
  }

  @Test func aNamedFileThatIsMissingIsAnError() async throws {
    _ = try user(".config/gcloud/application_default_credentials.json")
    let error = await #expect(throws: CloudError.self) {
      try await token(["GOOGLE_APPLICATION_CREDENTIALS": "/nowhere/key.json"])
    }
    #expect(error?.description.contains("/nowhere/key.json") == true)
  }

  @Test func gcloudsOwnFileComesNext() async throws {
    _ = try user(".config/gcloud/application_default_credentials.json")
    #expect(try await token(["GCE_METADATA_HOST": "127.0.0.1:\(bench.stub.port)"]) == "token-0")
    #expect(
      try bench.stub.state().forms == [
        ["grant_type": "refresh_token", "client_id": "me", "client_secret": "hush", "refresh_token": "again"]
      ])
    // CLOUDSDK_CONFIG names another folder.
    _ = try user("sdk/application_default_credentials.json")
    #expect(try await token(["CLOUDSDK_CONFIG": bench.path("sdk")]) == "token-0")
  }

  @Test func theMachinesOwnAccountComesLast() async throws {
    let environment = ["GCE_METADATA_HOST": "127.0.0.1:\(bench.stub.port)"]
    #expect(try await token(environment) == "token-0")
    #expect(try await with(environment) { try await $0.credentials?.project() } == "stub-project")
    let state = try bench.stub.state()
    #expect(state.violations.isEmpty)
    #expect(!state.requests.isEmpty && state.requests.allSatisfy { $0.headers["Authorization"] == nil })
    let error = await #expect(throws: CloudError.self) { try await token([:]) }
    #expect(error?.description.contains("GOOGLE_APPLICATION_CREDENTIALS") == true)
  }

  @Test func anIdentityFromElsewhere() async throws {
    try bench.folder.write(Array(#"{"id":"proof"}"#.utf8), to: "subject.json")
    let file: [String: Any] = [
      "type": "external_account", "audience": "//iam.googleapis.com/x", "token_url": bench.stub.root + "/token",
      "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
      "credential_source": [
        "file": bench.path("subject.json"), "format": ["type": "json", "subject_token_field_name": "id"],
      ],
    ]
    try bench.folder.write(JSONSerialization.data(withJSONObject: file), to: "key.json")
    #expect(try await token(["GOOGLE_APPLICATION_CREDENTIALS": bench.path("key.json")]) == "token-0")
    let form = try #require(try bench.stub.state().forms.first)
    #expect(form["subject_token"] == "proof" && form["audience"] == "//iam.googleapis.com/x")
    #expect(form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange")
  }

  @Test func oneRefreshServesAllWhoWait() async throws {
    let path = try user("key.json")
    try bench.stub.configure(["slow": 0.05])
    try await with(["GOOGLE_APPLICATION_CREDENTIALS": path]) { client in
      let credentials = try #require(client.credentials)
      let tokens = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<50 { group.addTask { try await credentials.token().revealed } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(tokens == ["token-0"])
    }
    #expect(try bench.stub.state().forms.count == 1)
  }

  @Test func aTokenNearItsEndIsRenewed() async throws {
    let path = try user("key.json")
    try bench.stub.configure(["expires": 0])
    try await with(["GOOGLE_APPLICATION_CREDENTIALS": path]) { client in
      for _ in 0..<3 { _ = try await client.credentials?.token() }
    }
    #expect(try bench.stub.state().forms.count == 3)
    let now = ContinuousClock.now
    let token = AccessToken(Secret("x"), lifetime: .seconds(3600), asked: now)
    #expect(!token.isOld(at: now + .seconds(3299)) && token.isOld(at: now + .seconds(3301)))
    #expect(token.isValid(at: now + .seconds(3500)) && !token.isValid(at: now + .seconds(3595)))
    let short = AccessToken(Secret("x"), lifetime: .seconds(60), asked: now)
    #expect(!short.isOld(at: now + .seconds(53)) && short.isOld(at: now + .seconds(55)))
  }

  @Test func aRefusedTokenIsReplacedOnce() async throws {
    let path = try user("key.json")
    try bench.stub.configure(["auth": true])
    try bench.stub.put([1, 2], bucket: "kennel", name: "x")
    let environment = ["GOOGLE_APPLICATION_CREDENTIALS": path, "STORAGE_EMULATOR_HOST": bench.stub.root]
    try await with(environment) { client in
      let storage = CloudStorage(client, options: TransferOptions(stateFolder: bench.path("state")))
      let address = StorageAddress(bucket: "kennel", name: "x")
      #expect(try await storage.object(at: address)?.size == 2)
      try bench.stub.configure(["script": [going("401", "GET /storage"), going("401", "alt=media")]])
      #expect(try await storage.object(at: address)?.size == 2)
      _ = try await storage.download(address, to: bench.path("x"))
      try bench.stub.configure(["script": [going("401", "GET /storage", times: 9)]])
      let error = await #expect(throws: CloudError.self) { try await storage.object(at: address) }
      #expect(error?.status == 401)
    }
  }

  @Test func hostileFilesShowNoSecret() async throws {
    let texts = [
      "", "{", "[]", "null", #"{"type":"hush"}"#, #"{"type":"service_account","private_key":"hush"}"#,
      #"{"type":"service_account","client_email":"a","private_key":"hush","token_uri":"http://evil.com/t"}"#,
      #"{"type":"service_account","client_email":"a","private_key":"-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----"}"#,
      #"{"type":"authorized_user","client_id":"a","client_secret":7,"refresh_token":"hush"}"#,
      #"{"type":"external_account","audience":"hush","subject_token_type":"x","token_url":"http://evil.com","credential_source":{}}"#,
      #"{"type":"external_account","audience":"a","subject_token_type":"x","token_url":"https://a","credential_source":{"executable":{"command":"hush"}}}"#,
      String(repeating: "hush", count: 100_000),
    ]
    for text in texts {
      try bench.folder.write(Array(text.utf8), to: "key.json")
      let error = await #expect(throws: CloudError.self) {
        try await token(["GOOGLE_APPLICATION_CREDENTIALS": bench.path("key.json")])
      }
      let said = "\(try #require(error)) \(String(reflecting: error))"
      #expect(said.contains("key.json") && !said.contains("hush"), "\(said)")
    }
    #expect("\(Secret("hush")) \(String(reflecting: Secret("hush")))".contains("hush") == false)
    var dumped = ""
    dump(Secret("hush"), to: &dumped)
    #expect(!dumped.contains("hush"))
  }

  @Test func fuzzedFilesAreRefusedOrRead() throws {
    var generator = SeededGenerator(seed: 3)
    let whole = Array(FileManager.default.contents(atPath: try serviceAccount("key.json")) ?? Data())
    let secret = String(decoding: whole, as: UTF8.self).split(separator: "\\n").dropFirst().first ?? ""
    #expect(secret.count > 40, "a line of the private key")
    var refused = 0
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...5, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
      do throws(CloudError) {
        _ = try CredentialFile.source(Data(bytes), path: "key.json", endpoints: Endpoints())
      } catch {
        let said = "\(error) \(String(reflecting: error))"
        #expect(error.kind == .credentials && said.contains("key.json") && !said.contains(secret), "\(said)")
        refused += 1
      }
    }
    // The key differs from run to run, so how many changes fall on what is read isn't the same twice.
    #expect(refused >= 150, "\(refused) of 300")
    _ = try CredentialFile.source(Data(whole), path: "key.json", endpoints: Endpoints())
  }

  @Test func tokensTravelOnlySafely() {
    for url in ["https://x.com/y", "http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]:8/x"] {
      #expect(SecureURL.isSafe(url), "\(url)")
    }
    for url in ["http://x.com", "http://127.evil.com/", "http://localhost.evil.com", "ftp://127.0.0.1", "", "x"] {
      #expect(!SecureURL.isSafe(url), "\(url)")
    }
  }
}
