import Testing

@testable import Training

@Suite struct ScheduleTests {
  private func course(_ schedule: Schedule, total: Int = 100, warmUp: Int = 0) -> [Double] {
    (0..<total).map { schedule.factor(at: $0, of: total, warmUp: warmUp, epoch: 10) }
  }

  @Test func constantStaysAndCosineFallsToNothing() {
    #expect(course(.constant).allSatisfy { $0 == 1 })
    let cosine = course(.cosine)
    #expect(cosine[0] == 1 && abs(cosine[50] - 0.5) < 1e-12 && cosine[99] < 0.001)
    #expect(zip(cosine, cosine.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func warmUpRisesEvenlyAndEndsAtTheGreatestRate() {
    let warm = course(.cosine, warmUp: 9)
    #expect(abs(warm[0] - 0.1) < 1e-12 && abs(warm[8] - 0.9) < 1e-12 && warm[9] == 1)
  }

  @Test func stepsFallEveryFewEpochs() {
    let steps = course(.step(epochs: 3, factor: 0.1))
    #expect(steps[29] == 1 && abs(steps[30] - 0.1) < 1e-12 && abs(steps[60] - 0.01) < 1e-12)
  }

  /// PyTorch's `OneCycleLR(max_lr=1, total_steps=100)`: the rate before each step.
  @Test func oneCycleIsPyTorchs() {
    let cycle = course(.oneCycle)
    #expect(abs(cycle[0] - 0.04) < 1e-9)
    #expect(cycle.max().map { $0 > 0.999 } == true)
    #expect(abs(cycle[99] - 4e-6) < 1e-9)
    #expect(zip(cycle, cycle.dropFirst()).prefix(29).allSatisfy { $0 < $1 })
    #expect(zip(cycle, cycle.dropFirst()).dropFirst(31).allSatisfy { $0 > $1 })
  }
}
