import Foundation

/// An HTTP server on loopback that serves one folder, well or badly: the first part of the path says how.
///
/// `good`, `plain` (no validators), `breaks` (closes after 50,000 bytes), `ignores` (200 for ranges), `lies` (206 of
/// another range), `changes` (other bytes and tag from the second request on), `stalls` (sends the first 10,000 bytes, then
/// nothing), `page` (an HTML page with 200), `short` (ends before its length, each time at the same place), `busy` (503
/// twice, then well), `gone` (404), `loop` (redirects to itself), `moved` (redirects to `good`), `endless` (no length,
/// never ends), `slow` (well, but slowly).
public final class FaultyServer: Sendable {
  private let server: StandIn

  public init(serving folder: URL) throws { server = try StandIn("faulty_server", [folder.path]) }

  public var port: Int { server.port }

  public func address(_ way: String, _ name: String) -> String { "\(server.address)/\(way)/\(name)" }
}
