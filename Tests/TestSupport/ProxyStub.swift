import Foundation

/// A proxy on loopback that tunnels whatever host is asked for to one of this machine's ports, for as long as this lives.
public final class ProxyStub: Sendable {
  private let server: StandIn
  private let folder: TemporaryFolder

  /// - credentials: `USER:PASSWORD` that it demands; nil for none.
  public init(to port: Int, credentials: String? = nil) throws {
    folder = try TemporaryFolder()
    let log = try folder.write([], to: "log")
    server = try StandIn("proxy", ["\(port)", log.path] + (credentials.map { [$0] } ?? []))
  }

  public var port: Int { server.port }

  /// `HOST:PORT` of each request, or `refused` for one without the credentials.
  public func asked() throws -> [String] {
    try String(contentsOf: folder.url.appending(path: "log"), encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
