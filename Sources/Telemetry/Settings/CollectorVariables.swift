import Foundation
import Support
import Transport

/// OpenTelemetry's variables for traces. A variable that is empty is as good as none.
struct CollectorVariables {
  /// The variable that names the whole URL.
  static let full = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
  private static let base = "OTEL_EXPORTER_OTLP_ENDPOINT"

  private let environment: [String: String]

  init(_ environment: [String: String]) {
    self.environment = environment.mapValues { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter {
      !$0.value.isEmpty
    }
  }

  /// The first that is given, with its name: what is said of traces goes before what is said of all signals.
  private func first(_ names: String...) -> (name: String, value: String)? {
    names.lazy.compactMap { name in environment[name].map { (name: name, value: $0) } }.first
  }

  private func ofTraces(_ what: String) -> (name: String, value: String)? {
    first("OTEL_EXPORTER_OTLP_TRACES_\(what)", "OTEL_EXPORTER_OTLP_\(what)")
  }

  var isTurnedOff: Bool {
    environment["OTEL_SDK_DISABLED"]?.lowercased() == "true" || environment["OTEL_TRACES_EXPORTER"] == "none"
  }

  /// Where batches are posted to: an option's or the general base with `/v1/traces`, or what is said of traces as it is.
  func url(_ option: String?) throws(CollectorSettingsError) -> String? {
    if option == nil, let whole = environment[Self.full] {
      guard PlainURL.isValid(whole) else { throw .badURL(name: Self.full) }
      return whole
    }
    guard let base = option ?? environment[Self.base] else { return nil }
    guard PlainURL.isValid(base) else { throw .badURL(name: option == nil ? Self.base : "--otlp-endpoint") }
    return String(base.reversed().drop { $0 == "/" }.reversed()) + "/v1/traces"
  }

  func checkSupport() throws(CollectorSettingsError) {
    if let (name, value) = ofTraces("PROTOCOL"), value != "http/protobuf" {
      throw .badValue(
        name: name, expected: "http/protobuf, the only protocol that is spoken (collectors listen for it on port 4318)")
    }
    if let value = environment["OTEL_TRACES_EXPORTER"], value != "otlp" {
      throw .badValue(name: "OTEL_TRACES_EXPORTER", expected: "otlp or none")
    }
  }

  var warnings: [String] {
    ["CERTIFICATE", "CLIENT_KEY", "CLIENT_CERTIFICATE", "COMPRESSION"].compactMap { what in
      guard let (name, value) = ofTraces(what), !(what == "COMPRESSION" && value == "none") else { return nil }
      return what == "COMPRESSION"
        ? "\(name) has no effect: spans are sent as they are."
        : "\(name) has no effect: the system's certificates are used (SSL_CERT_FILE names others)."
    }
  }

  func headers() throws(CollectorSettingsError) -> [(name: String, value: Secret)] {
    guard let (name, value) = ofTraces("HEADERS") else { return [] }
    return try EntryList(value, variable: name, isName: EntryList.isToken).entries.map { ($0.name, Secret($0.value)) }
  }

  func sampler() throws(CollectorSettingsError) -> Sampler {
    var share = 1.0
    let named = environment["OTEL_TRACES_SAMPLER"]
    if let text = environment["OTEL_TRACES_SAMPLER_ARG"], named?.hasSuffix("ratio") == true {
      guard let number = Double(text), (0...1).contains(number) else {
        throw .badValue(name: "OTEL_TRACES_SAMPLER_ARG", expected: "a number from 0 to 1")
      }
      share = number
    }
    guard let name = named else { return Sampler() }
    guard let sampler = Sampler(named: name, share: share) else {
      throw .badValue(
        name: "OTEL_TRACES_SAMPLER", expected: "always_on, always_off or traceidratio, alone or after parentbased_")
    }
    return sampler
  }

  func limits() throws(CollectorSettingsError) -> ExportLimits {
    var limits = ExportLimits()
    func number(
      _ found: (name: String, value: String)?, _ range: ClosedRange<Int>
    ) throws(CollectorSettingsError) -> Int? {
      guard let (name, text) = found else { return nil }
      guard let number = Int(text), range.contains(number) else {
        throw .badValue(name: name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    if let count = try number(first("OTEL_BSP_MAX_QUEUE_SIZE"), 1...100_000) { limits.queue = count }
    limits.batch =
      try number(first("OTEL_BSP_MAX_EXPORT_BATCH_SIZE"), 1...limits.queue) ?? min(limits.batch, limits.queue)
    if let time = try number(first("OTEL_BSP_SCHEDULE_DELAY"), 10...3_600_000) { limits.delay = .milliseconds(time) }
    if let time = try number(ofTraces("TIMEOUT"), 1...600_000) { limits.timeout = .milliseconds(time) }
    return limits
  }

  func resource(version: String) throws(CollectorSettingsError) -> [(name: String, value: String)] {
    var attributes = [
      "service.name": "dogbreed", "service.version": version, "service.instance.id": UUID().uuidString.lowercased(),
    ]
    if let text = environment["OTEL_RESOURCE_ATTRIBUTES"] {
      let list = try EntryList(text, variable: "OTEL_RESOURCE_ATTRIBUTES") { !$0.isEmpty }
      for (name, value) in list.entries { attributes[name] = value }
    }
    if let name = environment["OTEL_SERVICE_NAME"] { attributes["service.name"] = name }
    // What makes the spans, which nobody can say otherwise.
    attributes["telemetry.sdk.name"] = "dogbreed"
    attributes["telemetry.sdk.language"] = "swift"
    attributes["telemetry.sdk.version"] = version
    return attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
