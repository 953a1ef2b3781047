import Taxonomy
import Testing

@testable import Serving

/// What the metrics say of the model that answers.
@Suite struct ServerMetricsTests {
  private static func card(_ verdicts: [String: Double]?) -> ModelCard {
    var card = ModelCard(
      name: "m", version: "1", architecture: "a", classes: [ClassName(id: "x", label: "x")], inputSize: 8,
      resize: "squash")
    card.verdicts = verdicts
    return card
  }

  @Test func expectedVerdictsAreTheNewModels() {
    let metrics = ServerMetrics()
    metrics.swapped(to: Self.card(["sure": 0.8, "unsure": 0.2]))
    var text = metrics.registry.text()
    #expect(text.contains("dogbreed_validation_verdicts_ratio{verdict=\"sure\"} 0.8\n"))
    #expect(text.contains("dogbreed_model_ready 1\n"))
    #expect(text.contains("dogbreed_model_loads_total{outcome=\"swapped\"} 1\n"))
    // One that doesn't say takes the old one's figures away.
    metrics.swapped(to: Self.card(nil))
    text = metrics.registry.text()
    #expect(text.contains("dogbreed_validation_verdicts_ratio{verdict=\"sure\"} NaN\n"))
    metrics.refusedModel()
    #expect(metrics.registry.text().contains("dogbreed_model_loads_total{outcome=\"refused\"} 1\n"))
  }

  @Test func confidenceIsByVerdict() {
    let metrics = ServerMetrics()
    for probability in [0.3, 0.97] {
      let answer = Answer(
        verdict: probability > 0.5 ? .sure : .unsure,
        predictions: [Prediction(label: "x", id: "x", probability: probability)])
      metrics.answered(
        Classification(answer: answer, timings: Timings(decode: 0.001, inference: 0.02)), waited: .zero)
    }
    let text = metrics.registry.text()
    #expect(text.contains("dogbreed_confidence_ratio_bucket{verdict=\"unsure\",le=\"0.3\"} 1\n"))
    #expect(text.contains("dogbreed_confidence_ratio_bucket{verdict=\"sure\",le=\"0.95\"} 0\n"))
    #expect(text.contains("dogbreed_confidence_ratio_bucket{verdict=\"sure\",le=\"0.99\"} 1\n"))
  }
}
