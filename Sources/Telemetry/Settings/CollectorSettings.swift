import Foundation
import Support
import Transport

/// Where spans are sent, what is sent with them, and which are made.
package struct CollectorSettings: Sendable {
  /// The URL that batches are posted to.
  package let url: String
  /// Headers of every request; their values may be secret.
  package let headers: [(name: String, value: Secret)]
  /// What the spans' program is, by the names of OpenTelemetry's conventions.
  package let resource: [(name: String, value: String)]
  /// Which traces are recorded.
  package let sampler: Sampler
  /// How many spans wait, and how long.
  package let limits: ExportLimits
  /// Which proxies the collector is reached through.
  package let proxies: Proxies
  /// One sentence for each setting that has no effect or may not be meant.
  package let warnings: [String]

  /// Reads OpenTelemetry's variables; nil where no collector is named, or spans are turned off.
  ///
  /// - Parameters:
  ///   - endpoint: the base URL that goes before the variables'.
  ///   - version: the program's version.
  ///
  /// Throws `CollectorSettingsError` for a value that can't be used.
  package init?(
    environment: [String: String], endpoint: String?, version: String
  ) throws(CollectorSettingsError) {
    let variables = CollectorVariables(environment)
    guard !variables.isTurnedOff, let url = try variables.url(endpoint) else { return nil }
    try variables.checkSupport()
    self.url = url
    headers = try variables.headers()
    sampler = try variables.sampler()
    limits = try variables.limits()
    resource = try variables.resource(version: version)
    proxies = Proxies(environment: environment)
    var warnings = variables.warnings
    if url.hasSuffix("/v1/traces/v1/traces") {
      warnings.append(
        "/v1/traces is added to the collector's URL; leave it out, or name all of it in \(CollectorVariables.full).")
    }
    if !headers.isEmpty, !SecureURL.isSafe(url) {
      warnings.append("The headers for the collector travel unencrypted; give an https URL if they hold a secret.")
    }
    self.warnings = warnings
  }

  /// A text of the collector's without what it may repeat of the headers.
  func redacted(_ text: String) -> String {
    headers.reduce(text) { text, header in
      header.value.revealed.split(separator: " ").filter { $0.count > 3 }.reduce(text) {
        $0.replacingOccurrences(of: $1, with: "‹secret›")
      }
    }
  }
}
