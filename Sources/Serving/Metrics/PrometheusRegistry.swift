import CoreMetrics
import Synchronization

/// A swift-metrics backend that keeps counters, gauges and histograms in memory and writes them in Prometheus' text
/// format (version 0.0.4).
///
/// At most `seriesLimit` series are kept in all; what comes after is counted into one series without labels, so that no
/// client can make memory grow.
package final class PrometheusRegistry: MetricsFactory, Sendable {
  /// The most series that one metric may have.
  package let seriesLimit: Int
  private let families = Mutex<[String: Family]>([:])

  struct Family: Sendable {
    let kind: MetricKind
    var help: String
    var bounds = Series.seconds
    var series: [String: Series] = [:]
  }

  package init(seriesLimit: Int = 1000) { self.seriesLimit = seriesLimit }

  /// Sets a metric's help text, and the upper bounds of a histogram's buckets if they aren't seconds.
  package func describe(_ name: String, _ help: String, as kind: MetricKind, bounds: [Double]? = nil) {
    families.withLock { families in
      families[name, default: Family(kind: kind, help: help)].help = help
      if let bounds { families[name]?.bounds = bounds }
    }
  }

  private func series(_ name: String, _ labels: [(String, String)], _ kind: MetricKind) -> Series {
    families.withLock { families in
      var key = Exposition.labels(labels)
      if let found = families[name]?.series[key] { return found }
      if families.values.reduce(0, { $0 + $1.series.count }) >= seriesLimit { key = "" }
      let family = families[name] ?? Family(kind: kind, help: "")
      let made = family.series[key] ?? Series(kind: family.kind, bounds: family.bounds)
      families[name, default: Family(kind: kind, help: "")].series[key] = made
      return made
    }
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter)
  }

  package func makeFloatingPointCounter(label: String, dimensions: [(String, String)])
    -> any FloatingPointCounterHandler
  {
    series(label, dimensions, .counter)
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge)
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    series(label, dimensions, aggregate ? .histogram : .gauge)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .histogram)
  }

  // Series live as long as the process: a counter that vanished and came back would look like a restart.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// All metrics as text, families and series in the order of their names.
  package func text() -> String {
    let families = families.withLock { $0 }
    return families.sorted { $0.key < $1.key }.map { name, family in
      Exposition.family(
        name, kind: family.kind, help: family.help,
        series: family.series.sorted { $0.key < $1.key }.map { ($0.key, $0.value.snapshot) })
    }.joined()
  }
}
