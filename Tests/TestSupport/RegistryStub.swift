import Foundation

/// `Tests/Reference/registry_stub.py` on loopback for as long as this lives: a registry with one image, and what stands
/// for Google's services next to it.
public final class RegistryStub: Sendable {
  /// The image's digest.
  public let digest: String
  /// The digest of the manifest that says nothing.
  public let bareDigest: String
  private let server: StandIn
  private let folder: TemporaryFolder

  public init() throws {
    folder = try TemporaryFolder()
    server = try StandIn("registry_stub", [folder.url.appending(path: "asked.jsonl").path])
    (digest, bareDigest) = (server.words.first ?? "", server.words.last ?? "")
    try folder.write(
      Array(#"{"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": "c"}"#.utf8),
      to: "credentials.json")
  }

  public var port: Int { server.port }

  public var host: String { "127.0.0.1:\(server.port)" }

  /// What a program that is to meet the stand-ins has in its environment.
  public var environment: [String: String] {
    [
      "DOGBREED_GOOGLE_ENDPOINT": "http://\(host)", "STORAGE_EMULATOR_HOST": "http://\(host)",
      "GOOGLE_APPLICATION_CREDENTIALS": folder.url.appending(path: "credentials.json").path, "NO_GCE_CHECK": "true",
      "DOGBREED_CLOUD_DEADLINE": "10",
    ]
  }

  /// What was asked, in its order: method, path, login, body.
  public func asked() throws -> [[String: String]] {
    try String(contentsOf: folder.url.appending(path: "asked.jsonl"), encoding: .utf8).split(separator: "\n").map {
      (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]).compactMapValues {
        $0 as? String
      }
    }
  }
}
