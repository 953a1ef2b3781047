import NeuralNetwork
import Testing
import Torch

@testable import Training

@Suite struct MixingTests {
  private func plan(mixup: Double = 0, cutMix: Double = 0) -> TuningPlan {
    var plan = TuningPlan()
    (plan.mixup, plan.cutMix) = (mixup, cutMix)
    return plan
  }

  @Test func nothingIsMixedUnlessAskedFor() {
    var generator = SplitMix64(seed: 1)
    #expect(Mixing.draw(plan(), size: 8, using: &generator) == nil)
  }

  @Test func mixupBlendsImagesAndTargetsAlike() throws {
    let mixing = Mixing(share: 0.25, rectangle: nil)
    let batch = try Tensor((0..<24).map(Float.init), shape: [2, 3, 2, 2])
    let mixed = try mixing.images(batch).values(Float.self)
    for place in 0..<12 {
      #expect(abs(mixed[place] - (0.25 * Float(place) + 0.75 * Float(place + 12))) < 1e-5)
    }
    #expect(mixing.targets([0, 2], classes: 3) == [0.25, 0, 0.75, 0.75, 0, 0.25])
  }

  @Test func cutMixPastesARectangleOfTheShareItSays() throws {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<50 {
      let mixing = try #require(Mixing.draw(plan(cutMix: 1), size: 8, using: &generator))
      let batch = try Tensor(
        [Float](repeating: 0, count: 192) + [Float](repeating: 1, count: 192), shape: [2, 3, 8, 8])
      let mixed = try mixing.images(batch).values(Float.self)
      let pasted = mixed[0..<64].count { $0 == 1 }
      #expect(abs(1 - Double(pasted) / 64 - mixing.share) < 1e-9)
      let targets = mixing.targets([0, 1], classes: 2)
      #expect(abs(targets[0] + targets[1] - 1) < 1e-6)
    }
  }

  /// Beta(α, α) has the mean 1/2 and the variance 1 / (4 (2α + 1)).
  @Test(arguments: [0.2, 1.0, 4.0])
  func sharesAreBetaDistributed(_ alpha: Double) throws {
    var generator = SplitMix64(seed: 9)
    var shares: [Double] = []
    for _ in 0..<4000 { shares.append(try #require(Mixing.draw(plan(mixup: alpha), size: 8, using: &generator)).share) }
    let mean = shares.reduce(0, +) / 4000
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
    #expect(abs(mean - 0.5) < 0.03)
    #expect(abs(variance * 4 * (2 * alpha + 1) - 1) < 0.1)
  }
}
