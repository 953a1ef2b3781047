import Support
import Testing

@Suite struct SoftmaxTests {
  @Test func largeLogitsDoNotOverflow() {
    let probabilities = Softmax.floatProbabilities([1000, 999, -1000])
    #expect(abs(probabilities[0] - 0.7310586) < 1e-5)
    #expect(probabilities[2] == 0)
    #expect(Softmax.probabilities([Float]()).isEmpty && Softmax.floatProbabilities([]).isEmpty)
  }

  /// Values that aren't in one piece of memory give the same as those that are.
  @Test func anyCollectionWillDo() {
    let values: [Float] = [1.5, -2, 0.25, 3, 1000, -7]
    let scattered = values.reversed().lazy.map { $0 }.reversed()
    #expect(Softmax.logSumExp(scattered, temperature: 0.7) == Softmax.logSumExp(values, temperature: 0.7))
    #expect(Softmax.probabilities(scattered) == Softmax.probabilities(values))
    #expect(Softmax.probabilities(values[1..<4]) == Softmax.probabilities([-2, 0.25, 3] as [Float]))
    #expect(Softmax.logSumExp([] as [Float]) == -.infinity)
  }

  @Test func aHigherTemperatureIsLessSure() {
    #expect(Softmax.floatProbabilities([2, 0], temperature: 2)[0] < Softmax.floatProbabilities([2, 0])[0])
    #expect(abs(Softmax.probabilities([2, 0] as [Float], temperature: 2)[0] - 0.731058578630005) < 1e-12)
  }
}
