import Foundation

/// The stand-in for Google's services on loopback: `Tests/Reference/cloud_stub.py` with scripted lives of jobs.
public final class CloudStub: Sendable {
  private let server: StandIn
  private let folder: TemporaryFolder

  /// - lives: one a job that is made, such as `success`, `failure`, `stockout`; the last is used again and again.
  /// - unit: the length of a scripted second in seconds.
  public init(lives: String..., unit: Double = 0.1) throws {
    folder = try TemporaryFolder()
    server = try StandIn("cloud_stub", [lives.joined(separator: ","), "\(unit)", folder.path])
    try folder.write(
      Array(
        #"{"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}"#.utf8),
      to: "credentials.json")
  }

  /// The digest of the image that it shows, whatever the name.
  public var digest: String { server.words.first ?? "" }

  public var address: String { server.address }

  /// What a program that is to meet the stand-in has in its environment.
  public var environment: [String: String] {
    [
      "DOGBREED_GOOGLE_ENDPOINT": address, "STORAGE_EMULATOR_HOST": address,
      "GOOGLE_APPLICATION_CREDENTIALS": folder.url.appending(path: "credentials.json").path, "NO_GCE_CHECK": "true",
      "DOGBREED_CLOUD_DEADLINE": "20",
    ]
  }

  /// Changes facts, such as `location`, `off`, `limit`, `architecture`, `uri`, from the next request on.
  public func set(_ facts: [String: Any]) throws {
    try folder.write(JSONSerialization.data(withJSONObject: facts), to: "facts.json")
  }

  /// What runs and costs: Cloud Run's traffic, App Engine's versions, endpoints with their models.
  public func deployments() throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: "deployments.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What was asked, in its order: method, path, query, body, and the states that the jobs had then.
  public func requests() throws -> [[String: Any]] {
    try String(contentsOf: folder.url.appending(path: "requests.jsonl"), encoding: .utf8).split(separator: "\n")
      .compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
  }
}
