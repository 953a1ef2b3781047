import Foundation
import Serving
import Transport

/// Asks a server about images as fast as it answers.
struct HTTPBench {
  private let place: String

  init(_ address: ServerAddress) { place = "\(address)/api/v1/predictions" }

  /// Images per second; throws `CloudError` where one isn't answered.
  func rate(of files: [[UInt8]], connections: Int, seconds: Double) async throws -> Double {
    let requests = files.map { CloudRequest("POST", place, bytes: $0, type: "image/jpeg") }
    return try await HTTPTransport.with { transport in
      try await Rate.measure(requests, width: connections, seconds: seconds) { _ = try await transport.send($0) }
    }
  }
}
