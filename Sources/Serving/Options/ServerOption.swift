/// One option of the server: a row of the table that the flags, the variables, the configuration file, the help and the
/// documentation are derived from.
package struct ServerOption: Sendable {
  /// Where an option's value is kept.
  package typealias Place<Value> = any WritableKeyPath<ServerOptions, Value> & Sendable

  /// Where an option's value is kept, of which type it is, and what is allowed.
  package enum Field: Sendable {
    case text(Place<String>)
    case path(Place<String?>)
    case route(Place<String>)
    case origin(Place<String?>)
    case url(Place<String?>)
    case count(Place<Int>, ClosedRange<Int>)
    case number(Place<Int?>, ClosedRange<Int>)
    case amount(Place<Double>, ClosedRange<Double>)
    case limit(Place<Double?>, ClosedRange<Double>)
    case flag(Place<Bool>)
    case choice(Place<ServerOptions.LogFormat>)
  }

  /// The flag without its hyphens, and the key in the configuration file.
  package let key: String
  /// Where the value goes, and what it may be.
  package let field: Field
  /// What the option does, as a phrase that ends without a full stop.
  package let summary: String
  /// The default in words if the value itself would say nothing.
  let defaultText: String?
  /// Variables of cloud services that are read after the option's own, first come, first served.
  package let cloudVariables: [String]

  init(_ key: String, _ field: Field, _ summary: String, default text: String? = nil, cloud: [String] = []) {
    self.key = key
    self.field = field
    self.summary = summary
    defaultText = text
    cloudVariables = cloud
  }

  /// The option's own environment variable.
  package var variable: String { "DOGBREED_" + key.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }

  /// The default as people read it.
  package var defaultValue: String {
    if let defaultText { return defaultText }
    let options = ServerOptions()
    return switch field {
    case .text(let path), .route(let path): options[keyPath: path]
    case .path(let path), .origin(let path), .url(let path): options[keyPath: path] ?? "none"
    case .count(let path, _): String(options[keyPath: path])
    case .number(let path, _): options[keyPath: path].map { String($0) } ?? "none"
    case .amount(let path, _): Self.text(options[keyPath: path])
    case .limit(let path, _): options[keyPath: path].map(Self.text) ?? "none"
    case .flag(let path): options[keyPath: path] ? "on" : "off"
    case .choice(let path): options[keyPath: path].rawValue
    }
  }

  /// What a value must be, as errors say it.
  package var expectation: String {
    switch field {
    case .text, .path: "a non-empty text"
    case .origin: "* or an origin such as https://example.org, without a path"
    case .url: "an http or https URL such as http://localhost:4318, without a name, a query or a fragment"
    case .route: "a path that begins with / and has only plain characters"
    case .count(_, let range), .number(_, let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .amount(_, let range), .limit(_, let range):
      "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    case .flag: "true or false"
    case .choice: "one of \(ServerOptions.LogFormat.allCases.map(\.rawValue).joined(separator: ", "))"
    }
  }

  /// The help of the flag: what it does, and its default.
  package var help: String { "\(summary) (default: \(defaultValue))." }

  static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}

extension ServerOption {
  /// The option of a key; nil when there is none.
  package static func named(_ key: String) -> ServerOption? { all.first { $0.key == key } }

  /// The table as `Docs/Serving.md` has it.
  package static var markdown: String {
    let rows = all.map { option in
      let variables = ([option.variable] + option.cloudVariables).map { "`\($0)`" }.joined(separator: ", ")
      return "| `--\(option.key)` | \(variables) | \(option.defaultValue) | \(option.summary) |"
    }
    return (["| flag, key of the file | variable | default | |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }
}
