/// Why settings of the collector can't be used. Values are never repeated: they may hold secrets.
package enum CollectorSettingsError: Error, Hashable, Sendable {
  case badURL(name: String)
  case badValue(name: String, expected: String)
  case badEntry(name: String, number: Int)
}

extension CollectorSettingsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .badURL(let name):
      """
      \(name) is not a collector's URL; give one such as http://localhost:4318, without a name, a password, a query or a \
      fragment (credentials belong in OTEL_EXPORTER_OTLP_HEADERS).
      """
    case .badValue(let name, let expected): "\(name) is not \(expected); correct it or leave it out."
    case .badEntry(let name, let number):
      "Entry \(number) of \(name) is not NAME=VALUE; write entries with commas between them and what is special as %XX."
    }
  }
}
