import Testing

@testable import Training

@Suite struct TimeBudgetTests {
  @Test(arguments: [
    // As planned: three of 50 s in 180 s.
    (planned: 3, done: 1, elapsed: 60.0, epoch: 50.0, epochs: 3),
    // Epochs turn out to take 88 s instead of 55: no third one.
    (3, 1, 92, 88, 2),
    (3, 2, 180, 88, 2),
    // Not even a second one.
    (3, 1, 170, 160, 1),
    // The time is over already.
    (3, 1, 400, 390, 1),
    // Faster epochs add none: the rate is planned to end with these.
    (3, 1, 20, 10, 3),
    // A little late is in time.
    (4, 3, 131, 50, 4),
    (4, 1, 1, 0, 4),
  ])
  func epochsWithoutTimeAreGivenUp(_ planned: Int, _ done: Int, _ elapsed: Double, _ epoch: Double, _ epochs: Int) {
    #expect(
      TimeBudget.epochs(planned: planned, done: done, elapsed: elapsed, epoch: epoch, within: 180) == epochs)
  }
}
