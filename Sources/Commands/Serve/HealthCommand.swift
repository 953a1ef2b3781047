import ArgumentParser
import Foundation
import GoogleCloud
import Serving

/// `dogbreed health`: whether the server on this machine is ready, for a container's health check.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask the server on this machine whether it is ready; exit with 0 when it is.",
    discussion: """
      The address is found as serve finds it: --port, DOGBREED_PORT, AIP_HTTP_PORT, PORT, --config or the file that \
      DOGBREED_CONFIG names, then 8080. A server with a own certificate is only checked for a listening port.
      """)

  @Option(help: "The server's port.")
  var port: Int?

  @Option(
    help: "JSON file of the server's options (default: the one that DOGBREED_CONFIG names).", transform: Place.path)
  var config: String?

  @Option(help: "Seconds to wait for a response.")
  var patience = 4.0

  func validate() throws {
    if let port, !(1...65_535).contains(port) { throw ValidationError("--port must be from 1 to 65535.") }
    if !(0.01...600).contains(patience) { throw ValidationError("--patience must be from 0.01 to 600.") }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let options = try ServerOptions(await OptionSources(flags: [:], environment: environment, file: config))
    let address = ServerAddress(
      host: ServerAddress.reachable(options.host), port: port ?? options.port, isSecure: options.certificate != nil)
    guard !address.isSecure else {
      guard Listener.answers(at: address) else { throw HealthError.silent(address) }
      return
    }
    try await HTTPTransport.with { transport in
      var request = CloudRequest("GET", "\(address)/readyz")
      request.isAuthorised = false
      _ = try await transport.send(
        request, limit: 64 << 10, deadline: .milliseconds(Int64(patience * 1000)))
    }
  }
}

enum HealthError: Error, Hashable, Sendable, CustomStringConvertible {
  case silent(ServerAddress)

  var description: String {
    switch self {
    case .silent(let address): "Nothing listens at \(address); start dogbreed serve."
    }
  }
}

/// Whether somebody listens.
enum Listener {
  /// Whether an address takes connections.
  static func answers(at address: ServerAddress) -> Bool {
    var hints = addrinfo()
    #if os(Linux)
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
      hints.ai_socktype = SOCK_STREAM
    #endif
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0 else { return false }
    defer { freeaddrinfo(found) }
    for info in sequence(first: found, next: { $0?.pointee.ai_next }) {
      guard let info = info?.pointee else { break }
      let descriptor = socket(info.ai_family, info.ai_socktype, info.ai_protocol)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      if connect(descriptor, info.ai_addr, info.ai_addrlen) == 0 { return true }
    }
    return false
  }
}
