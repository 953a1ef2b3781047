import Foundation
import StorageTestSupport
import TestSupport
import Testing
import Transport

@testable import GoogleCloud

/// Names become parts of hosts that a token is sent to: only Google's own, whatever a file or a flag says.
@Suite struct TokenPlaceTests {
  @Test func namesFollowGooglesGrammar() {
    for name in ["my-project-123", "123456", "example.com:my-project", "p"] {
      #expect(CloudName.isProject(name), "\(name)")
    }
    for name in ["", "p/../q", "a b", "P", "-a", "a-", "p?x", "a:b:c", ":a", "a.b", "a..b:c", "p%2f"] {
      #expect(!CloudName.isProject(name), "\(name)")
    }
    for name in ["europe-west4", "northamerica-northeast1", "global", "us", "r"] {
      #expect(CloudName.isRegion(name), "\(name)")
    }
    for name in ["localhost:9443/x", "evil.com/", "a.b", "", "us-", "4us", "us_east1", "US-EAST1", "x\u{301}"] {
      #expect(!CloudName.isRegion(name), "\(name)")
    }
    let job = CloudName.resource("projects/p/locations/europe-west4/customJobs/12", kind: "customJobs")
    #expect(job?.project == "p" && job?.region == "europe-west4" && job?.id == "12")
    for name in [
      "projects/p/locations/evil.com:1/customJobs/12", "projects/p/locations/r/models/1", "x/y",
      "projects/p/locations/r/customJobs/..",
    ] {
      #expect(CloudName.resource(name, kind: "customJobs") == nil, "\(name)")
    }
  }

  @Test func tokensGoToGoogleAlone() throws {
    let google = Endpoints()
    for url in [
      "https://europe-west4-aiplatform.googleapis.com/v1/x", "https://storage.googleapis.com/upload",
      "https://europe-west4-docker.pkg.dev/v2/p/r/i/manifests/1",
    ] { #expect(google.admitsToken(url), "\(url)") }
    for url in [
      "https://localhost:9443/x-aiplatform.googleapis.com/v1", "http://storage.googleapis.com/x", "https://evil.com/",
      "https://evilgoogleapis.com/", "https://a.googleapis.com:444/", "https://a.googleapis.com.evil.com/",
      "https://a.googleapis.com@evil.com/", "https://x@a.googleapis.com/", "http://127.0.0.1:1/",
    ] { #expect(!google.admitsToken(url), "\(url)") }
    let standIn = try Endpoints(environment: [
      "DOGBREED_GOOGLE_ENDPOINT": "http://127.0.0.1:81", "STORAGE_EMULATOR_HOST": "127.0.0.1:82",
    ])
    #expect(standIn.admitsToken("http://127.0.0.1:81/x") && standIn.admitsToken("http://127.0.0.1:82/x"))
    #expect(!standIn.admitsToken("http://127.0.0.1:83/x"))
  }

  @Test func noTokenLeavesForAnotherHost() async throws {
    let (bench, other) = (try Workbench(), try StorageStub())
    let key = try bench.person()
    try await GoogleClient.with(
      environment: bench.stub.environment.merging(["GOOGLE_APPLICATION_CREDENTIALS": key]) { $1 }
    ) { client in
      let error = await #expect(throws: CloudError.self) {
        try await client.send(CloudRequest("GET", other.root + "/storage/v1/b/kennel/o"))
      }
      #expect(error?.kind == .credentials)
    }
    #expect(try other.state().requests.isEmpty)
  }

  /// `x-goog-user-project` as Google's own clients send it.
  @Test func useIsCountedForTheProjectThatIsNamed() async throws {
    let bench = try Workbench()
    func header(_ file: String, _ environment: [String: String] = [:], work: String? = nil, storage: Bool = false)
      async throws -> String?
    {
      var whole = bench.stub.environment.merging(environment) { $1 }
      whole["GOOGLE_APPLICATION_CREDENTIALS"] = file
      if !storage { whole["DOGBREED_GOOGLE_ENDPOINT"] = bench.stub.root.replacing("127.0.0.1", with: "localhost") }
      try await GoogleClient.with(environment: whole) { client in
        if let work { await client.credentials?.work(for: work) }
        let root = storage ? client.endpoints.storage : client.endpoints.root(of: "x.googleapis.com")
        _ = try? await client.once(CloudRequest("GET", root + "/storage/v1/b/kennel/o"), deadline: .seconds(5))
      }
      return try bench.stub.state().requests.last?.headers["x-goog-user-project"]
    }
    let named = try bench.person(quota: "mine")
    let bare = try bench.person("bare.json")
    #expect(try await header(named) == "mine")
    #expect(try await header(named, ["GOOGLE_CLOUD_QUOTA_PROJECT": "other"]) == "other")
    #expect(try await header(bare) == nil)
    #expect(try await header(bare, work: "at-hand") == "at-hand")
    #expect(try await header(bare, work: "at-hand", storage: true) == nil)
    #expect(try await header(bare, ["GOOGLE_CLOUD_QUOTA_PROJECT": "a\r\nb"]) == nil)
  }
}

extension Workbench {
  /// The credential file of a person.
  func person(_ name: String = "person.json", quota: String? = nil) throws -> String {
    var file = ["type": "authorized_user", "client_id": "me", "client_secret": "hush", "refresh_token": "again"]
    file["quota_project_id"] = quota
    try folder.write(JSONSerialization.data(withJSONObject: file), to: name)
    return path(name)
  }
}
