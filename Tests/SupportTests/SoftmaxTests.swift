import Support
import Testing

@Suite struct SoftmaxTests {
  @Test func largeLogitsDoNotOverflow() {
    let probabilities = Softmax.floatProbabilities([1000, 999, -1000])
    #expect(abs(probabilities[0] - 0.7310586) < 1e-5)
    #expect(probabilities[2] == 0)
    #expect(Softmax.probabilities([Float]()).isEmpty && Softmax.floatProbabilities([]).isEmpty)
  }

  @Test func aHigherTemperatureIsLessSure() {
    #expect(Softmax.floatProbabilities([2, 0], temperature: 2)[0] < Softmax.floatProbabilities([2, 0])[0])
    #expect(abs(Softmax.probabilities([2, 0] as [Float], temperature: 2)[0] - 0.731058578630005) < 1e-12)
  }
}
