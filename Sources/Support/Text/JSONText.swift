import Foundation

/// JSON as this program writes it: sorted keys, plain slashes, dates in ISO 8601, so that equal values give equal bytes.
package enum JSONText {
  /// Returns a value as one line of JSON; `{}` for one that holds a number that isn't finite.
  package static func line(_ value: some Encodable) -> String { text(value, isPretty: false) }

  /// Returns a value as indented JSON; `{}` for one that holds a number that isn't finite.
  package static func pretty(_ value: some Encodable) -> String { text(value, isPretty: true) }

  /// Returns a value's JSON in UTF-8, without a line break at its end; throws `EncodingError`.
  package static func data(_ value: some Encodable, isPretty: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value)
  }

  private static func text(_ value: some Encodable, isPretty: Bool) -> String {
    (try? data(value, isPretty: isPretty)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
