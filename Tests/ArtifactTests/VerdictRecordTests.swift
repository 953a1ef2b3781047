import Artifact
import Support
import Testing

/// What a model says of the verdicts to expect.
@Suite struct VerdictRecordTests {
  @Test func sharesOfVerdictsAddUp() throws {
    var record = VerdictRecord(asked: VerdictRisks())
    #expect(record.verdicts == nil)
    record.measured = [
      "answered": Proportion(80, of: 100), "refused": Proportion(1, of: 100), "another": Proportion(4, of: 100),
      "wrong": Proportion(3, of: 80),
    ]
    let shares = try #require(record.verdicts)
    #expect(shares.keys.sorted() == ["another", "other", "sure", "unsure"])
    #expect(abs((shares["unsure"] ?? 0) - 0.15) < 1e-12 && shares["sure"] == 0.8 && shares["other"] == 0.01)
    // A model that never says "another" has no rate of it.
    record.measured["another"] = nil
    #expect(record.verdicts?["another"] == 0)
  }
}
