import Foundation

/// The Python with boto3 and moto, which `script/s3-environment` sets up; `DOGBREED_S3_PYTHON` names it.
public enum AmazonReference {
  public static var interpreter: String? { ProcessInfo.processInfo.environment["DOGBREED_S3_PYTHON"] }

  public static var available: Bool { interpreter != nil }

  /// Runs a script given as text and returns what it printed; the file with `input` is its first argument.
  public static func run(_ script: String, _ arguments: [String] = [], input: String = "") throws -> String {
    let folder = try TemporaryFolder()
    try folder.write(Array(input.utf8), to: "input.json")
    return try ReferencePython.run(
      script, [folder.url.appending(path: "input.json").path] + arguments, interpreter: interpreter)
  }
}

/// moto's S3 on loopback for as long as this lives: the happy path as somebody else understood it.
public final class MotoServer: Sendable {
  private let server: StandIn

  /// Starts with one bucket.
  public init(bucket: String) throws {
    server = try StandIn("moto_server", [bucket], interpreter: AmazonReference.interpreter)
  }

  public var root: String { server.address }

  public var environment: [String: String] {
    [
      "AWS_ENDPOINT_URL": root, "AWS_ACCESS_KEY_ID": "AKIDMOTO", "AWS_SECRET_ACCESS_KEY": "secret",
      "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    ]
  }
}
