import ArgumentParser
import Foundation
import Serving

/// `dogbreed health`: whether the server on this machine is ready, for a container's health check.
struct HealthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Ask the server on this machine whether it is ready; exit with 0 when it is.",
    discussion: """
      The address is found as serve finds it: --port, DOGBREED_PORT, AIP_HTTP_PORT, PORT, --config or the file that \
      DOGBREED_CONFIG names, then 8080. A server with a certificate is asked by TLS, whatever name that is for.

      Examples:
        dogbreed health
        dogbreed health --port 9000 --patience 1
      """)

  @Option(help: "The server's port; by default as serve finds it.")
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
    switch await ReadinessProbe.status(of: address, patience: .milliseconds(Int64(patience * 1000))) {
    case nil: throw HealthError.silent(address)
    case 200: return
    case let status?: throw HealthError.notReady(address, status: status)
    }
  }
}

enum HealthError: Error, Hashable, Sendable, CustomStringConvertible {
  case silent(ServerAddress)
  case notReady(ServerAddress, status: Int)

  var description: String {
    switch self {
    case .silent(let address): "No server answers at \(address); start dogbreed serve, or give its --port or --config."
    case .notReady(let address, let status):
      "The server at \(address) is not ready (status \(status)); try again in a moment, its log says why."
    }
  }
}
