import Transport

/// How many spans wait for the collector and how long; the defaults are those of OpenTelemetry's batch processor.
package struct ExportLimits: Sendable {
  /// The most spans in memory; further ones are dropped.
  package var queue = 2048
  /// The most spans of a request.
  package var batch = 512
  /// The longest that a span waits for others to be sent with.
  package var delay = Duration.seconds(5)
  /// The longest that a request may take.
  package var timeout = Duration.seconds(10)
  /// The longest that sending what is left may hold up the program's end.
  package var flush = Duration.seconds(5)
  /// How long a batch is sent again that the collector can't take now.
  package var retry = {
    var policy = RetryPolicy()
    (policy.base, policy.ceiling, policy.deadline) = (.seconds(2), .seconds(30), .seconds(60))
    return policy
  }()

  package init() {}
}
