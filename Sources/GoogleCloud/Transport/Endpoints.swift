import Foundation
import Transport

/// The URLs of Google's services; tests and emulators use others.
package struct Endpoints: Sendable, Equatable {
  /// Root of Cloud Storage: `https://storage.googleapis.com`, or `STORAGE_EMULATOR_HOST`.
  package var storage = "https://storage.googleapis.com"
  /// Root of the metadata server: `GCE_METADATA_HOST` names another host.
  package var metadata = "http://metadata.google.internal"
  /// `DOGBREED_GOOGLE_ENDPOINT`: stands in for every other `https://….googleapis.com`.
  package var override: String?
  /// Whether storage is an emulator, which needs no credentials.
  package var isEmulated = false

  package init() {}

  /// From the environment; throws `CloudError` of kind `usage` for an invalid URL.
  package init(environment: [String: String]) throws(CloudError) {
    func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let host = named("STORAGE_EMULATOR_HOST") {
      storage = try Self.root(host, of: "STORAGE_EMULATOR_HOST")
      isEmulated = true
    }
    if let host = named("GCE_METADATA_HOST") { metadata = try Self.root(host, of: "GCE_METADATA_HOST") }
    if let host = named("DOGBREED_GOOGLE_ENDPOINT") {
      override = try Self.root(host, of: "DOGBREED_GOOGLE_ENDPOINT")
    }
  }

  /// Root of an API: `https://HOST`, or the override.
  package func root(of host: String) -> String { override ?? "https://\(host)" }

  /// Scheme, host and port without a slash at the end; a bare `host:port` is taken as HTTP, as Google's clients do.
  static func root(_ text: String, of variable: String) throws(CloudError) -> String {
    let whole = text.contains("://") ? text : "http://\(text)"
    guard let parts = URLComponents(string: whole), let host = parts.host, !host.isEmpty,
      parts.scheme == "http" || parts.scheme == "https", parts.query == nil
    else { throw CloudError(.usage, "\(variable) is not a URL: use http://HOST:PORT") }
    return whole.hasSuffix("/") ? String(whole.dropLast()) : whole
  }

  /// Whether Google's access token may be sent there: to Google's own hosts over TLS, or to what stands in for them.
  func admitsToken(_ url: String) -> Bool {
    guard let origin = SecureURL.origin(of: url), let parts = URLComponents(string: url), parts.user == nil else {
      return false
    }
    if [storage, override].contains(where: { $0.flatMap(SecureURL.origin) == origin }) { return true }
    guard parts.scheme == "https", parts.port ?? 443 == 443, let host = parts.host?.lowercased() else { return false }
    return host.hasSuffix(".googleapis.com") || host.hasSuffix("-docker.pkg.dev")
  }
}
