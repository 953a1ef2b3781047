import Foundation

/// An OpenTelemetry collector on loopback: `Tests/Reference/otlp_receiver.py`, which reads what comes by OpenTelemetry's own
/// protocol buffers. The first part of the path says how it answers.
public final class Collector: Sendable {
  /// A span as it arrived.
  public struct Span: Decodable, Sendable {
    public let trace: String, id: String, parent: String, state: String, name: String, message: String
    public let flags: Int, kind: Int, status: Int
    public let start: UInt64, end: UInt64
    public let attributes: [String: Value]
  }

  /// An attribute's value.
  public enum Value: Decodable, Hashable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([String])

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .list(try container.decode([String].self))
      }
    }
  }

  /// A request as it arrived.
  public struct Request: Decodable, Sendable {
    public let path: String
    public let headers: [String: String]
    public let time: Double
    /// Why it can't be read.
    public let problem: String?
    /// How many of its fields OpenTelemetry doesn't know.
    public let unknown: Int?
    public let resource: [[String: String]]?
    public let spans: [Span]?
  }

  private let server: StandIn
  private let folder: TemporaryFolder

  public init() throws {
    folder = try TemporaryFolder()
    server = try StandIn("otlp_receiver", [folder.path], interpreter: ReferencePython.interpreter)
  }

  /// The base URL of a collector that answers in a way.
  public func endpoint(_ way: String) -> String { "\(server.address)/\(way)" }

  /// What came, in its order.
  public func requests() throws -> [Request] {
    let file = folder.url.appending(path: "requests.jsonl")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    // The last line may not be whole yet.
    return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      try JSONDecoder().decode(Request.self, from: Data($0.utf8))
    }
  }

  /// The spans of all requests.
  public func spans() throws -> [Span] { try requests().flatMap { $0.spans ?? [] } }
}
