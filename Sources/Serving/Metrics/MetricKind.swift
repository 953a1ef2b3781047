package enum MetricKind: String, Sendable {
  case counter
  case gauge
  case histogram
}
