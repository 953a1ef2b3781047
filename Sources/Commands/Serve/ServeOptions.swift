import ArgumentParser
import Configuration
import Serving

/// The flags of `serve`, one for each row of the server's table of options, which has their help and ranges.
///
/// Options not given come from `DOGBREED_…` variables, then from the configuration file, then from the defaults.
struct ServeOptions: ParsableArguments {
  @Option(server: "host") var host: String?
  @Option(server: "port") var port: Int?
  @Option(server: "tls-cert") var certificate: String?
  @Option(server: "tls-key") var key: String?
  @Option(server: "hsts") var hsts: Double?
  @Option(server: "metrics-port") var metricsPort: Int?
  @Option(server: "metrics-host") var metricsHost: String?
  @Option(server: "width") var width: Int?
  @Option(server: "queue") var queue: Int?
  @Option(server: "deadline") var deadline: Double?
  @Option(server: "rate-limit") var rateLimit: Double?
  @Flag(server: "trust-forwarded") var trustForwarded: Bool?
  @Option(server: "trusted-proxies") var trustedProxies: String?
  @Option(server: "api-key-file") var apiKeyFile: String?
  @Option(server: "body-limit") var bodyLimit: Int?
  @Option(server: "body-budget") var bodyBudget: Int?
  @Option(server: "decode-budget") var decodeBudget: Int?
  @Option(server: "connections") var connections: Int?
  @Option(server: "client-connections") var clientConnections: Int?
  @Option(server: "idle-timeout") var idleTimeout: Double?
  @Option(server: "read-timeout") var readTimeout: Double?
  @Option(server: "write-timeout") var writeTimeout: Double?
  @Option(server: "feedback") var feedback: String?
  @Option(server: "feedback-limit") var feedbackLimit: Int?
  @Option(server: "allow-origin") var allowOrigin: String?
  @Flag(server: "embeddable") var embeddable: Bool?
  @Option(server: "drain") var drain: Double?
  @Option(server: "grace") var grace: Double?
  @Flag(server: "watch") var watch: Bool?
  @Flag(server: "access-log") var accessLog: Bool?
  @Option(server: "log-format") var logFormat: String?
  @Flag(server: "log-addresses") var logAddresses: Bool?
  @Option(server: "otlp-endpoint") var otlpEndpoint: String?
  @Option(server: "predict-route") var predictRoute: String?
  @Option(server: "health-route") var healthRoute: String?

  @Option(
    help: "JSON file of options, keyed as the flags are (default: the one that DOGBREED_CONFIG names).",
    transform: Place.path)
  var config: String?

  /// What was given, by the name that the environment and the file use too.
  var given: [String: ConfigValue] {
    let texts = [
      "host": host, "tls-cert": certificate, "tls-key": key, "feedback": feedback, "predict-route": predictRoute,
      "health-route": healthRoute, "allow-origin": allowOrigin,
      "metrics-host": metricsHost, "trusted-proxies": trustedProxies,
      "api-key-file": apiKeyFile, "log-format": logFormat,
      "otlp-endpoint": otlpEndpoint,
    ]
    let counts = [
      "port": port, "width": width, "queue": queue, "body-limit": bodyLimit, "body-budget": bodyBudget,
      "decode-budget": decodeBudget, "connections": connections, "feedback-limit": feedbackLimit,
      "client-connections": clientConnections, "metrics-port": metricsPort,
    ]
    let amounts = [
      "deadline": deadline, "rate-limit": rateLimit, "idle-timeout": idleTimeout, "read-timeout": readTimeout,
      "write-timeout": writeTimeout, "drain": drain, "grace": grace, "hsts": hsts,
    ]
    let flags = [
      "trust-forwarded": trustForwarded, "watch": watch, "access-log": accessLog, "log-addresses": logAddresses,
      "embeddable": embeddable,
    ]
    var contents = texts.compactMapValues { $0.map(ConfigContent.string) }
    contents.merge(counts.compactMapValues { $0.map(ConfigContent.int) }) { $1 }
    contents.merge(amounts.compactMapValues { $0.map(ConfigContent.double) }) { $1 }
    contents.merge(flags.compactMapValues { $0.map(ConfigContent.bool) }) { $1 }
    return contents.mapValues { ConfigValue($0, isSecret: false) }
  }

  func validate() throws {
    var options = ServerOptions()
    for (key, value) in given {
      guard let option = ServerOption.named(key) else { continue }
      do throws(ServerOptionsError) {
        try options.set(option, value.content)
      } catch {
        throw ValidationError("--\(error)")
      }
    }
  }
}

extension ArgumentHelp {
  fileprivate static func option(_ key: String) -> ArgumentHelp? {
    ServerOption.named(key).map { ArgumentHelp(stringLiteral: $0.help) }
  }
}

extension Option {
  /// The flag of one of the server's options.
  fileprivate init<Content: ExpressibleByArgument>(server key: String) where Value == Content? {
    self.init(name: .customLong(key), help: .option(key))
  }
}

extension Flag where Value == Bool? {
  /// The flag of one of the server's options, and the one that turns it off.
  fileprivate init(server key: String) { self.init(name: .customLong(key), inversion: .prefixedNo, help: .option(key)) }
}
