import ArgumentParser
import Foundation
import GoogleCloud
import Serving

/// `dogbreed health`: whether the server on this machine is ready, for what watches a container.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask the server on this machine whether it is ready; exit with 0 when it is.",
    discussion: """
      The port is found as serve finds it: --port, DOGBREED_PORT, AIP_HTTP_PORT, PORT, then 8080. A server with a \
      certificate of its own is only asked whether it listens.
      """)

  @Option(help: "The server's port.")
  var port: Int?

  @Option(help: "Seconds to wait for the answer.")
  var patience = 4.0

  func validate() throws {
    if !(0.01...600).contains(patience) { throw ValidationError("--patience must be from 0.01 to 600.") }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let options = try ServerOptions(await OptionSources(flags: [:], environment: environment, file: nil))
    let port = port ?? options.port
    guard options.certificate == nil else {
      guard Loopback.listens(on: port) else { throw HealthError.silent(port: port) }
      return
    }
    try await HTTPTransport.with { transport in
      var request = CloudRequest("GET", "http://127.0.0.1:\(port)/readyz")
      request.isAuthorised = false
      _ = try await transport.send(
        request, limit: 64 << 10, deadline: .milliseconds(Int64(patience * 1000)))
    }
  }
}

enum HealthError: Error, Hashable, Sendable, CustomStringConvertible {
  case silent(port: Int)

  var description: String {
    switch self {
    case .silent(let port): "Nothing listens on port \(port) of this machine; start dogbreed serve."
    }
  }
}

/// This machine's own address.
enum Loopback {
  /// Whether somebody takes connections on a port.
  static func listens(on port: Int) -> Bool {
    #if os(Linux)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0, let port = UInt16(exactly: port) else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
