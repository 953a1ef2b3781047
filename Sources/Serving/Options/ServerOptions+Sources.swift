extension ServerOptions {
  /// Reads the options; what no source names keeps its default.
  ///
  /// Throws `ServerOptionsError` for a wrong type or a value out of range.
  package init(_ sources: OptionSources) throws(ServerOptionsError) {
    self.init()
    host = try sources.text("host") ?? host
    port = try sources.number("port", in: 0...65_535) ?? port
    width = try sources.number("width", in: 1...1024) ?? width
    queue = try sources.number("queue", in: 0...100_000) ?? queue
    deadline = try sources.seconds("deadline") ?? deadline
    bodyLimit = try sources.number("body-limit", in: 1...(1 << 30)) ?? bodyLimit
    bodyBudget = try sources.number("body-budget", in: 1...(1 << 40)) ?? max(bodyBudget, bodyLimit)
    idleTimeout = try sources.seconds("idle-timeout") ?? idleTimeout
    readTimeout = try sources.seconds("read-timeout") ?? readTimeout
    writeTimeout = try sources.seconds("write-timeout") ?? writeTimeout
    connections = try sources.number("connections", in: 1...1_000_000) ?? connections
    grace = try sources.seconds("grace") ?? grace
    rateLimit = try sources.seconds("rate-limit", in: 0.001...1_000_000)
    trustsForwarded = try sources.flag("trust-forwarded") ?? trustsForwarded
    feedback = try sources.text("feedback")
    watch = try sources.flag("watch") ?? watch
    certificate = try sources.text("tls-cert")
    key = try sources.text("tls-key")
    accessLog = try sources.flag("access-log") ?? accessLog
    logsAddresses = try sources.flag("log-addresses") ?? logsAddresses
    predictPath = try Self.path(sources.text("predict-route"), "predict-route") ?? predictPath
    healthPath = try Self.path(sources.text("health-route"), "health-route") ?? healthPath
    guard (certificate == nil) == (key == nil) else { throw .oneSidedTLS }
    guard bodyBudget >= bodyLimit else {
      throw .outOfRange(key: "body-budget", found: String(bodyBudget), expected: "at least body-limit, \(bodyLimit)")
    }
  }

  private static func path(_ path: String?, _ key: String) throws(ServerOptionsError) -> String? {
    guard let path else { return nil }
    let plain = path.utf8.allSatisfy { $0 > 32 && $0 < 127 } && !path.contains(where: { "{}*?#%".contains($0) })
    guard path.hasPrefix("/"), plain else {
      throw .outOfRange(key: key, found: path, expected: "a path that begins with / and has only plain characters")
    }
    return path
  }
}
