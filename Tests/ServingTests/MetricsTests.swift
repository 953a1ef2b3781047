import CoreMetrics
import Serving
import Testing

@Suite struct MetricsTests {
  @Test func textFormat() {
    let registry = PrometheusRegistry()
    registry.describe("a_total", "Some things.", as: .counter)
    registry.describe("unused", "Nothing.", as: .gauge)
    Counter(label: "a_total", dimensions: [("x", "q\"\\\n")], factory: registry).increment(by: 2)
    Counter(label: "a_total", dimensions: [("x", "q\"\\\n")], factory: registry).increment()
    Meter(label: "b", dimensions: [], factory: registry).set(1.5)
    #expect(
      registry.text() == """
        # HELP a_total Some things.
        # TYPE a_total counter
        a_total{x="q\\"\\\\\\n"} 3
        # TYPE b gauge
        b 1.5

        """)
  }

  @Test func histogramsCumulate() {
    let registry = PrometheusRegistry()
    let timer = Timer(label: "t_seconds", dimensions: [("r", "x")], factory: registry)
    for seconds in [0.001, 0.002, 0.03, 0.04, 100] { timer.recordSeconds(seconds) }
    let text = registry.text()
    #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"0.001\"} 1\n"))
    #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"0.05\"} 4\n"))
    #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"30\"} 4\n"))
    #expect(text.contains("t_seconds_bucket{r=\"x\",le=\"+Inf\"} 5\n"))
    #expect(text.contains("t_seconds_count{r=\"x\"} 5\n"))
    #expect(text.contains("t_seconds_sum{r=\"x\"} 100.07"))
  }

  @Test func histogramsMayHaveOtherBounds() {
    let registry = PrometheusRegistry()
    registry.describe("share", "A share.", as: .histogram, bounds: [0.5, 1])
    for share in [0.2, 0.5, 0.7] {
      Recorder(label: "share", dimensions: [], aggregate: true, factory: registry).record(share)
    }
    let lines = registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(
      lines == [
        "share_bucket{le=\"0.5\"} 2", "share_bucket{le=\"1\"} 3", "share_bucket{le=\"+Inf\"} 3", "share_sum 1.4",
        "share_count 3",
      ])
  }

  @Test func labelsCantGrowTheMemory() {
    let registry = PrometheusRegistry(seriesLimit: 10)
    for number in 0..<500 { Counter(label: "a_total", dimensions: [("x", "\(number)")], factory: registry).increment() }
    let lines = registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == 11)
    #expect(lines.contains("a_total 490"))
  }
}
