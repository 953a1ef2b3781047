import Foundation

/// Logits to probabilities, stable for logits of any size.
package enum Softmax {
  /// log Σ exp(zᵢ / T), with the greatest term taken out first so that nothing overflows.
  package static func logSumExp(_ logits: some Collection<Float>, temperature: Double = 1) -> Double {
    logits.inOnePiece { logSumExp($0, temperature) }
  }

  /// exp(zᵢ / T) / Σ exp(zⱼ / T): as many probabilities as logits, their sum 1.
  package static func probabilities(_ logits: some Collection<Float>, temperature: Double = 1) -> [Double] {
    logits.inOnePiece { logits in
      let total = logSumExp(logits, temperature)
      return logits.map { exp(Double($0) / temperature - total) }
    }
  }

  /// The same in single precision, computed in double.
  package static func floatProbabilities(_ logits: [Float], temperature: Float = 1) -> [Float] {
    probabilities(logits, temperature: Double(temperature)).map(Float.init)
  }

  private static func logSumExp(_ logits: UnsafeBufferPointer<Float>, _ temperature: Double) -> Double {
    guard let greatest = logits.max() else { return -.infinity }
    let top = Double(greatest) / temperature
    return top + log(logits.reduce(0.0) { $0 + exp(Double($1) / temperature - top) })
  }
}
