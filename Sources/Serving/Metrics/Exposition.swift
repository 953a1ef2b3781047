/// Prometheus' text format, version 0.0.4.
enum Exposition {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// `{a="x",b="y"}` with the values escaped; empty without labels.
  static func labels(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }

  static func family(_ name: String, kind: MetricKind, help: String, series: [(labels: String, Series.Snapshot)])
    -> String
  {
    guard !series.isEmpty else { return "" }
    var text = help.isEmpty ? "" : "# HELP \(name) \(help)\n"
    text += "# TYPE \(name) \(kind.rawValue)\n"
    for (labels, snapshot) in series {
      text += kind == .histogram ? histogram(name, labels, snapshot) : "\(name)\(labels) \(number(snapshot.value))\n"
    }
    return text
  }

  private static func histogram(_ name: String, _ labels: String, _ snapshot: Series.Snapshot) -> String {
    var text = ""
    var count: UInt64 = 0
    for (index, inBucket) in snapshot.buckets.enumerated() {
      count += inBucket
      let bound = index < snapshot.bounds.count ? number(snapshot.bounds[index]) : "+Inf"
      text += "\(name)_bucket\(adding(bound, to: labels)) \(count)\n"
    }
    return text + "\(name)_sum\(labels) \(number(snapshot.value))\n\(name)_count\(labels) \(count)\n"
  }

  private static func adding(_ bound: String, to labels: String) -> String {
    labels.isEmpty ? "{le=\"\(bound)\"}" : labels.dropLast() + ",le=\"\(bound)\"}"
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
