import Support
import Taxonomy
import Tracing

extension ActiveSpan {
  /// Says which model is asked.
  func add(_ card: ModelCard) {
    span.attributes["dogbreed.model.name"] = card.name
    span.attributes["dogbreed.model.version"] = card.version
  }

  /// Adds what an image went through, in its order, from the moment that it was admitted; and what the model said of it.
  ///
  /// - looks: when the nets computed.
  func add(_ classification: Classification, since admitted: ContinuousClock.Instant, looks: [StageLog.Stage]) {
    span.attributes["dogbreed.verdict"] = classification.answer.verdict.rawValue
    // Of several images of one thing each is decoded when its turn comes: what is shown is the first one's.
    let decoded = min(admitted + .seconds(classification.timings.decode), looks.first?.start ?? .now)
    add("decode", from: admitted, to: decoded)
    let done = decoded + .seconds(classification.timings.inference)
    let inference = child("infer", at: decoded)
    for look in looks { inference.add(look.name, from: look.start, to: look.end) }
    inference.end(at: looks.reduce(done) { max($0, $1.end) })
  }
}
