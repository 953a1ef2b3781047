import ArgumentParser
import Configuration

/// The flags of `serve`. What isn't given comes from `DOGBREED_…` variables, then from the configuration file, then from
/// the server's defaults.
struct ServeOptions: ParsableArguments {
  @Option(help: "Address to listen on; by default 127.0.0.1, or all addresses where PORT or AIP_HTTP_PORT is set.")
  var host: String?

  @Option(help: "Port; by default AIP_HTTP_PORT, then PORT, then 8080; 0 for a free one.")
  var port: Int?

  @Option(help: "Pictures under way at a time.")
  var width: Int?

  @Option(help: "Pictures that wait; those beyond are answered with 503.")
  var queue: Int?

  @Option(help: "Seconds after which a request is answered with 504.")
  var deadline: Double?

  @Option(name: .both("body-limit"), help: "Bytes of one request's body.")
  var bodyLimit: Int?

  @Option(name: .both("idle-timeout"), help: "Seconds that a connection may be without a whole request head.")
  var idleTimeout: Double?

  @Option(name: .both("read-timeout"), help: "Seconds that a request's body may take to arrive.")
  var readTimeout: Double?

  @Option(name: .both("write-timeout"), help: "Seconds that a client may take for an answer.")
  var writeTimeout: Double?

  @Option(help: "Open connections.")
  var connections: Int?

  @Option(help: "Seconds for what is in flight when the server is told to stop.")
  var grace: Double?

  @Option(name: .both("rate-limit"), help: "Requests a second from one client; no limit by default.")
  var rateLimit: Double?

  @Flag(
    name: .both("trust-forwarded"), help: "Tell clients apart by X-Forwarded-For; only behind a proxy that writes it.")
  var trustForwarded = false

  @Option(help: "Folder for photographs that people confirm or correct; none is kept by default.")
  var feedback: String?

  @Option(name: .both("tls-cert"), help: "Certificate chain, a PEM file; with --tls-key.")
  var certificate: String?

  @Option(name: .both("tls-key"), help: "Private key, a PEM file; with --tls-cert.")
  var key: String?

  @Flag(help: "Load the model folder anew when it changes, as SIGHUP does.")
  var watch = false

  @Flag(name: .both("log-addresses"), help: "Write clients' addresses to the access log.")
  var logAddresses = false

  @Option(help: "JSON file of options, named as the flags are.")
  var config: String?

  /// What was given, by the name that the environment and the file use too.
  var given: [String: ConfigValue] {
    let texts = ["host": host, "feedback": feedback, "tls-cert": certificate, "tls-key": key]
    let numbers = [
      "port": port, "width": width, "queue": queue, "body-limit": bodyLimit, "connections": connections,
    ]
    let seconds = [
      "deadline": deadline, "idle-timeout": idleTimeout, "read-timeout": readTimeout, "write-timeout": writeTimeout,
      "grace": grace, "rate-limit": rateLimit,
    ]
    // A flag that isn't there says nothing: the environment may still set it.
    let flags = ["trust-forwarded": trustForwarded, "watch": watch, "log-addresses": logAddresses].filter(\.value)
    var contents = texts.compactMapValues { $0.map(ConfigContent.string) }
    contents.merge(numbers.compactMapValues { $0.map(ConfigContent.int) }) { $1 }
    contents.merge(seconds.compactMapValues { $0.map(ConfigContent.double) }) { $1 }
    contents.merge(flags.mapValues(ConfigContent.bool)) { $1 }
    return contents.mapValues { ConfigValue($0, isSecret: false) }
  }
}
