import Foundation

/// A strict Cloud Storage or S3 on loopback, `Tests/Reference/storage_stub.py` or `s3_stub.py`, for as long as this lives.
public final class StorageStub: Sendable {
  private let server: StandIn

  /// What clients did.
  public struct State: Decodable, Sendable {
    public struct Request: Decodable, Sendable {
      public let line: String
      public let headers: [String: String]
    }
    public struct Object: Decodable, Sendable, Equatable {
      public let size: Int
      public let crc: String
    }
    public let requests: [Request]
    /// What Cloud Storage would have refused as wrong.
    public let violations: [String]
    /// `BUCKET/NAME` of each object.
    public let objects: [String: Object]
    /// How often each object was written, and bytes that were read of it by `read BUCKET/NAME`.
    public let kept: [String: Int]
    public let faults: [String: Int]
    /// What the token server was sent.
    public let forms: [[String: String]]
  }

  public init() throws {
    // The reference Python has a fast checksum.
    server = try StandIn("storage_stub", interpreter: ReferencePython.interpreter)
  }

  /// S3.
  public init(s3: Void) throws { server = try StandIn("s3_stub", interpreter: ReferencePython.interpreter) }

  /// What a client of S3 has to know, with waits that suit tests; no file of the person who runs the test is read.
  public var s3Environment: [String: String] {
    [
      "AWS_ENDPOINT_URL": root, "AWS_ACCESS_KEY_ID": "AKIDKENNEL", "AWS_SECRET_ACCESS_KEY": "secret/of+the kennel",
      "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true",
      "DOGBREED_CLOUD_IDLE": "60", "DOGBREED_CLOUD_DEADLINE": "180",
    ]
  }

  public var port: Int { server.port }
  public var root: String { server.address }

  /// For a client that gives a silent server up soon. On a loaded machine it gives up others too.
  public static let impatience = ["DOGBREED_CLOUD_IDLE": "0.5"]

  /// What a client has to know, with waits that suit tests.
  public var environment: [String: String] {
    [
      "STORAGE_EMULATOR_HOST": root, "DOGBREED_GOOGLE_ENDPOINT": root, "DOGBREED_CLOUD_IDLE": "60",
      "DOGBREED_CLOUD_DEADLINE": "180",
    ]
  }

  /// Changes how it serves; see the script.
  public func configure(_ settings: [String: Any]) throws {
    _ = try call("POST", "config", body: JSONSerialization.data(withJSONObject: settings))
  }

  /// Forgets what clients did.
  public func clear() throws { _ = try call("POST", "clear", body: Data()) }

  public func state() throws -> State { try JSONDecoder().decode(State.self, from: call("GET", "state")) }

  public func put(_ bytes: some Sequence<UInt8>, bucket: String, name: String) throws {
    _ = try call("PUT", "object?bucket=\(bucket)&name=\(Self.escaped(name))", body: Data(bytes))
  }

  /// Nil when there is none.
  public func bytes(bucket: String, name: String) throws -> [UInt8]? {
    do {
      return Array(try call("GET", "object?bucket=\(bucket)&name=\(Self.escaped(name))"))
    } catch is Missing { return nil }
  }

  private struct Missing: Error {}
  private struct Refused: Error { let status: Int }

  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }

  /// By a plain socket: URLSession would keep its own connections and threads.
  private func call(_ method: String, _ path: String, body: Data? = nil) throws -> Data {
    let descriptor = try connected()
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var request = "\(method) /_stub/\(path) HTTP/1.1\r\nHost: stub\r\nConnection: close\r\n"
    request += "Content-Length: \(body?.count ?? 0)\r\n\r\n"
    try handle.write(contentsOf: Data(request.utf8) + (body ?? Data()))
    let answer = try handle.readToEnd() ?? Data()
    let end = Data("\r\n\r\n".utf8)
    guard let gap = answer.range(of: end),
      let status = String(decoding: answer.prefix(12), as: UTF8.self).split(separator: " ").last.flatMap({ Int($0) })
    else { throw Refused(status: 0) }
    if status == 404 { throw Missing() }
    guard status == 200 else { throw Refused(status: status) }
    return answer[gap.upperBound...]
  }

  private func connected() throws -> Int32 {
    #if os(Linux)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw POSIXError(.init(rawValue: errno) ?? .ECONNREFUSED) }
    return descriptor
  }
}
